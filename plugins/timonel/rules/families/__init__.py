"""The functions of the rules, one module for each family or part of one; every module here is found by itself."""

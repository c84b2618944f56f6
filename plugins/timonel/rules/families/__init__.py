"""The functions of the rules, in folders as the site's menu has them; every module below is found by itself."""

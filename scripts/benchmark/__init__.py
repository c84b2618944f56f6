"""What `bench.py` measures: each module one part of Timonel, its rows beside a yardstick in the same run."""

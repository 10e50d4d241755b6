"""`python -m modelkeep`."""

from modelkeep.cli import main

if __name__ == "__main__":
    main()

"""`python -m bots` is the program, as the command `dumbdegen` is."""

from bots.app import main

if __name__ == "__main__":
    main()

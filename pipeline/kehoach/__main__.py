"""`python -m kehoach`: the command, where its script is not on the path."""

from kehoach.cli import main

if __name__ == "__main__":
    main()

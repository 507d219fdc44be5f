"""`python -m bots.settings > .env.example` prints every variable with its explanation and default."""

from bots.settings import env_example

if __name__ == "__main__":
    print(env_example(), end="")

"""The settings: what is read from where, and which sentence stops the start."""

from dataclasses import fields
from pathlib import Path

import platformdirs
import pytest

from bots.markets import CHAINLINK
from bots.settings import Settings, SettingsError, read_settings
from bots.settings.variables import VARIABLES
from core.book import Identity


@pytest.fixture
def dotenv(tmp_path):
    """Writes a `.env` and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / ".env"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(environ=None, dotenv_path=None) -> str:
    """The sentence that stops the start."""
    with pytest.raises(SettingsError) as caught:
        read_settings(environ or {}, dotenv_path)
    return str(caught.value)


def test_defaults_are_the_numbers_of_the_rules():
    assert read_settings({}, None) == Settings(
        database=platformdirs.user_data_path("dumbdegen", appauthor=False) / "dumbdegen.db",
        log_level="WARNING",
        prices="",
        pyth_url="https://pyth.dourolabs.app/hermes",
        pyth_api_key="",
        binance_url="https://data-api.binance.vision",
        binance_futures_url="https://fapi.binance.com",
        chainlink_rpc_urls=tuple((name, chain.urls) for name, chain in CHAINLINK.items()),
        binance_oracle_addresses=(),
        margin_min=1_000_000,
        margin_max=1_000_000_000,
        stake_min=1_000_000,
        stake_max=500_000_000,
        max_open_positions=20,
        max_open_predictions=20,
        open_interest_cap=50_000_000_000_000,
        prediction_cap=100_000_000_000,
        order_life_hours=24,
        telegram_bot_token="",
        telegram_base_url="https://api.telegram.org",
        telegram_webhook_url="",
        telegram_webhook_secret="",
        telegram_webhook_listen=("127.0.0.1", 8443),
        discord_bot_token="",
        discord_api_url="",
        discord_gateway_url="",
        operators=frozenset(),
    )


def test_every_variable_is_one_field():
    assert [variable.name.lower() for variable in VARIABLES] == [field.name for field in fields(Settings)]


def test_environment_wins_over_dotenv_and_dotenv_over_default(dotenv):
    path = dotenv("MARGIN_MIN=2\nMARGIN_MAX=3\n")
    settings = read_settings({"MARGIN_MIN": "2.5", "UNRELATED": "x"}, path)
    assert (settings.margin_min, settings.margin_max, settings.stake_min) == (2_500_000, 3_000_000, 1_000_000)


def test_dotenv_is_optional(tmp_path):
    assert read_settings({}, tmp_path / "absent") == read_settings({}, None)


def test_dotenv_understands_comments_quotes_export_and_a_byte_order_mark(dotenv):
    path = dotenv("\ufeff# a comment\n\nexport STAKE_MIN='2'\nSTAKE_MAX=7 # seven\n")
    settings = read_settings({}, path)
    assert (settings.stake_min, settings.stake_max) == (2_000_000, 7_000_000)


def test_nothing_is_interpolated(dotenv):
    assert read_settings({}, dotenv("PRICES=tape:/x/${HOME}.csv")).prices == "tape:/x/${HOME}.csv"


def test_database_is_an_absolute_file(tmp_path):
    assert read_settings({"DATABASE": "~/game.db"}, None).database == Path.home() / "game.db"
    assert read_settings({"DATABASE": ":memory:"}, None).database == Path.cwd() / ":memory:"
    assert "Allowed: the path of a file" in refusal({"DATABASE": str(tmp_path)})
    assert "'~nobody-here/x' begins in a home folder that is not known" in refusal({"DATABASE": "~nobody-here/x"})
    assert read_settings({"DATABASE": "sqlite:////x/game.db"}, None).database == Path("/x/game.db")


@pytest.mark.parametrize("text", ["$HOME/game.db", "/x/${HOME}.db", "postgresql://ann:secret@host/game"])
def test_a_database_that_cannot_be_meant_so_is_refused_with_what_to_write_instead(text):
    sentence = refusal({"DATABASE": text})
    assert sentence.startswith("DATABASE: '") and "Write a path, as ~/game.db" in sentence
    assert "secret" not in sentence


def test_log_level_in_any_case():
    assert read_settings({"LOG_LEVEL": "info"}, None).log_level == "INFO"
    assert refusal({"LOG_LEVEL": "LOUD"}) == "LOG_LEVEL is 'LOUD'. Allowed: DEBUG, INFO, WARNING or ERROR."


@pytest.mark.parametrize("text", ["", "0", "-1", " 1", "1_0", "1e3", "nan", "0x1", "１", "٣", "0.0000001", "1000001"])
def test_points_outside_the_grammar_or_the_bounds(text):
    assert refusal({"MARGIN_MIN": text}) == (
        f"MARGIN_MIN is {text!a}. Allowed: points above 0 up to 1000000, at most 6 decimals."
    )


@pytest.mark.parametrize("text", ["", "0", "1.5", "1001", "twenty"])
def test_counts_outside_the_bounds(text):
    assert refusal({"MAX_OPEN_POSITIONS": text}) == (
        f"MAX_OPEN_POSITIONS is {text!a}. Allowed: a whole number from 1 to 1000."
    )


def test_points_to_the_last_decimal():
    assert read_settings({"STAKE_MIN": "0.000001"}, None).stake_min == 1


def test_a_long_value_is_cut():
    assert len(refusal({"MARGIN_MIN": "9" * 10_000})) < 200


@pytest.mark.parametrize(("low", "high"), [("MARGIN_MIN", "MARGIN_MAX"), ("STAKE_MIN", "STAKE_MAX")])
def test_smallest_is_not_above_largest(low, high):
    assert refusal({low: "5.5", high: "5"}) == f"{low} is 5.5 and {high} is 5. Allowed: {low} at most {high}."
    read_settings({low: "5", high: "5"}, None)


def test_unknown_name_in_dotenv_suggests_the_nearest(dotenv):
    assert refusal(dotenv_path=dotenv("margin_mx=5")).endswith("'margin_mx' is not a setting. Did you mean MARGIN_MAX?")
    assert refusal(dotenv_path=dotenv("QQQQ=5")).endswith("'QQQQ' is not a setting. See .env.example.")


@pytest.mark.parametrize("line", ["MARGIN_MIN", "secret words", "DATABASE='never closed"])
def test_unreadable_line_is_named_by_number_and_not_shown(dotenv, line):
    path = dotenv(f"STAKE_MIN=1\n{line}\n")
    assert refusal(dotenv_path=path) == f"{path}, line 2: not of the form NAME=value."


def test_unreadable_file(tmp_path):
    (tmp_path / "latin1").write_bytes(b"DATABASE=\xe9")
    assert "latin1 cannot be read" in refusal(dotenv_path=tmp_path / "latin1")
    assert "cannot be read" in refusal(dotenv_path=tmp_path)


@pytest.mark.parametrize("text", ["", "live", "sim", "tape:2025-10-10", "tape:/a b/c.csv"])
def test_ways_to_have_prices(text):
    assert read_settings({"PRICES": text}, None).prices == text


@pytest.mark.parametrize("text", ["LIVE", "tape", "tape:", "tape:a\nb", " live", "paper"])
def test_other_ways_are_refused(text):
    assert "PRICES is" in refusal({"PRICES": text})


def test_nodes_named_by_the_operator_stand_before_public_ones_of_their_chain():
    settings = read_settings({"CHAINLINK_RPC_URLS": "bnb=https://a.example/k3y,http://127.0.0.1:1/"}, None)
    nodes = dict(settings.chainlink_rpc_urls)
    assert nodes["bnb"] == ("https://a.example/k3y", "http://127.0.0.1:1/")
    assert nodes["ethereum"] == CHAINLINK["ethereum"].urls


def test_keys_and_nodes_are_secret_and_public_nodes_are_not():
    settings = read_settings({"PYTH_API_KEY": "pyth-key-1", "CHAINLINK_RPC_URLS": "bnb=https://a.example/k3y"}, None)
    assert "pyth-key-1" not in repr(settings) and "k3y" not in repr(settings)
    assert {"pyth-key-1", "https://a.example/k3y"} <= set(settings.secrets)
    assert not set(CHAINLINK["ethereum"].urls) & set(settings.secrets)


@pytest.mark.parametrize(
    "text", ["bnb", "bnb=", "base=https://a.example", "bnb=ftp://a", "bnb=https://a bnb=https://b", "bnb=https://a,,b"]
)
def test_nodes_of_another_form_are_refused_and_not_shown(text):
    assert refusal({"CHAINLINK_RPC_URLS": text}).startswith("CHAINLINK_RPC_URLS is not of its form. Allowed: chain=URL")


@pytest.mark.parametrize("text", ["", "a", "ftp://a", "https://", "https://u:p@a", "https://a?b", "https://a:99999"])
def test_addresses_of_services_outside_the_form(text):
    assert "PYTH_URL is" in refusal({"PYTH_URL": text})


def test_contracts_of_binance_oracle():
    address = "0x" + "aB" * 20
    settings = read_settings({"BINANCE_ORACLE_ADDRESSES": f"BTC={address} ETH={address}"}, None)
    assert settings.binance_oracle_addresses == (("BTC", address), ("ETH", address))
    for text in (f"XYZ={address}", "BTC=0x12", f"BTC={address} BTC={address}"):
        assert "BINANCE_ORACLE_ADDRESSES is" in refusal({"BINANCE_ORACLE_ADDRESSES": text})


TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


def test_a_secret_is_never_shown():
    settings = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN}, None)
    assert settings.telegram_bot_token == TOKEN
    assert TOKEN in settings.secrets
    assert "AAbb" not in repr(settings)
    wrong = refusal({"TELEGRAM_BOT_TOKEN": TOKEN + "!"})
    assert wrong.startswith("TELEGRAM_BOT_TOKEN is not of its form.") and "AAbb" not in wrong
    assert "hunter2" not in refusal({"TELEGRAM_WEBHOOK_SECRET": "hunter2"})


def test_a_webhook_needs_its_secret_and_https():
    url = "https://bot.example/hook"
    assert "both, or neither" in refusal({"TELEGRAM_WEBHOOK_URL": url})
    settings = read_settings({"TELEGRAM_WEBHOOK_URL": url, "TELEGRAM_WEBHOOK_SECRET": "s" * 16}, None)
    assert settings.telegram_webhook_url == url
    assert "an https address" in refusal({"TELEGRAM_WEBHOOK_URL": "http://bot.example/hook"})


def test_addresses():
    assert (
        read_settings({"TELEGRAM_BASE_URL": "http://127.0.0.1:8081/"}, None).telegram_base_url
        == "http://127.0.0.1:8081"
    )
    assert read_settings({"TELEGRAM_WEBHOOK_LISTEN": "[::1]:99"}, None).telegram_webhook_listen == ("::1", 99)
    for text in ("ftp://x", "api.telegram.org", "https://", "https://me:you@x"):
        assert "TELEGRAM_BASE_URL is" in refusal({"TELEGRAM_BASE_URL": text})
    for text in ("", "localhost", "0.0.0.0:", "x:99999", "a:1/b"):
        assert "TELEGRAM_WEBHOOK_LISTEN is" in refusal({"TELEGRAM_WEBHOOK_LISTEN": text})


def test_operators_are_named_by_platform_and_number():
    settings = read_settings({"OPERATORS": "telegram:123456, discord:98765"}, None)
    assert settings.operators == {Identity("telegram", "123456"), Identity("discord", "98765")}


@pytest.mark.parametrize(
    "text", ["ana", "telegram:@ana", "telegram:", "telegram:0", "telegram:１", "console:1", "telegram 1"]
)
def test_an_operator_without_a_number_stops_the_start(text):
    with pytest.raises(SettingsError, match="OPERATORS"):
        read_settings({"OPERATORS": text}, None)

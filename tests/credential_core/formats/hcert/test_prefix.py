import pytest

from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.prefix import has_hcert_prefix, strip_hcert_prefix


@pytest.mark.parametrize("prefix", [b"HC1:", b"NO1:", b"LT1:", b"AT1:"])
def test_prefixes_in_use(prefix: bytes) -> None:
    assert has_hcert_prefix(prefix)
    assert strip_hcert_prefix(prefix + b" NCF ") == b" NCF "


@pytest.mark.parametrize("text", [b"HC2:NCF", b"HC9:NCF", b"HCA:NCF"])
def test_later_versions_are_told_apart(text: bytes) -> None:
    assert has_hcert_prefix(text)
    with pytest.raises(MalformedInputError, match="hcert_version"):
        strip_hcert_prefix(text)


@pytest.mark.parametrize("text", [b"", b"HC1", b"hc1:NCF", b"HL0:NCF", b"HC0:NCF", b"NO2:NCF", b" HC1:NCF", b"NCF"])
def test_everything_else_is_none(text: bytes) -> None:
    assert not has_hcert_prefix(text)
    with pytest.raises(MalformedInputError, match="hcert_prefix"):
        strip_hcert_prefix(text)

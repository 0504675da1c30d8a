"""All suites, in the order in which they are reported."""

from tests.conformance.cases import Suite
from tests.conformance.suites import bitstring, rdf_canon, vc_eddsa, wycheproof

SUITES: tuple[Suite, ...] = (rdf_canon.SUITE, vc_eddsa.SUITE, wycheproof.SUITE, bitstring.SUITE)

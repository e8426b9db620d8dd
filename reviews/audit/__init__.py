"""The audit trail: its one writer, its seals, the digests that bind other rows to it, and the check of all of them."""

from reviews.audit.chain import ChainFault, first_fault, verify
from reviews.audit.digests import digest_decision, digest_decisions, digest_draw, digest_pairs, digest_policy
from reviews.audit.entries import GENESIS, HEAD_ID, JSON, NotInTransaction, chain_hash, record
from reviews.audit.report import Difference, Report
from reviews.audit.seals import read_seal_line, seal_head, seal_line, seal_signature
from reviews.audit.verification import NoTrustedSeal, Start, find_start, read_since, verify_trail

__all__ = [
    "GENESIS",
    "HEAD_ID",
    "JSON",
    "ChainFault",
    "Difference",
    "NoTrustedSeal",
    "NotInTransaction",
    "Report",
    "Start",
    "chain_hash",
    "digest_decision",
    "digest_decisions",
    "digest_draw",
    "digest_pairs",
    "digest_policy",
    "find_start",
    "first_fault",
    "read_seal_line",
    "read_since",
    "record",
    "seal_head",
    "seal_line",
    "seal_signature",
    "verify",
    "verify_trail",
]  # fmt: skip

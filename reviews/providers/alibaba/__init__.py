"""Alibaba Cloud ICE 2020-11-09 media censor jobs and its MTS twin: client, signing, OSS links, normalise."""

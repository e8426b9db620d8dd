"""Huawei Cloud Content Moderation v3, video jobs: client, signing, normalise."""

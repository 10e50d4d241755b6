"""In which country the data centres of a region of AWS are, and whether it is in the European Economic Area.

Source: AWS Global Infrastructure, names of regions (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
"""

from __future__ import annotations

_REGIONS = {
    "Australia": "ap-southeast-2 ap-southeast-4",
    "Bahrain": "me-south-1",
    "Brazil": "sa-east-1",
    "Canada": "ca-central-1 ca-west-1",
    "China": "cn-north-1 cn-northwest-1",
    "France": "eu-west-3",
    "Germany": "eu-central-1 eusc-de-east-1",
    "Hong Kong": "ap-east-1",
    "India": "ap-south-1 ap-south-2",
    "Indonesia": "ap-southeast-3",
    "Ireland": "eu-west-1",
    "Israel": "il-central-1",
    "Italy": "eu-south-1",
    "Japan": "ap-northeast-1 ap-northeast-3",
    "Malaysia": "ap-southeast-5",
    "Mexico": "mx-central-1",
    "New Zealand": "ap-southeast-6",
    "Singapore": "ap-southeast-1",
    "South Africa": "af-south-1",
    "South Korea": "ap-northeast-2",
    "Spain": "eu-south-2",
    "Sweden": "eu-north-1",
    "Switzerland": "eu-central-2",
    "Taiwan": "ap-east-2",
    "Thailand": "ap-southeast-7",
    "United Arab Emirates": "me-central-1",
    "United Kingdom": "eu-west-2",
    "United States": "us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1",
}
_COUNTRIES = {region: country for country, regions in _REGIONS.items() for region in regions.split()}
_EEA = frozenset({"France", "Germany", "Ireland", "Italy", "Spain", "Sweden"})


def country_of(region: str) -> str:
    """The country of a region, '' for one that is not known here."""
    return _COUNTRIES.get(region, "")


def in_eea(region: str) -> bool | None:
    """Whether a region is in the European Economic Area; None for one that is not known here. Whether the European Commission calls the
    protection of another country adequate changes, and is not told."""
    country = country_of(region)
    return country in _EEA if country else None

# An image of cutset for CI: `scan`, and what the platforms need (ci/). Run it in a repository:
#   docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD:/repository" IMAGE diff main...

# python:3.13-slim, with Python 3.13.15; the digest is that of all architectures.
FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY ci/requirements.txt ci/
RUN python -m venv /opt/cutset \
    && /opt/cutset/bin/python -m pip install --require-hashes --requirement ci/requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY scanner scanner
COPY rules rules
COPY sample_inventories sample_inventories
RUN /opt/cutset/bin/python -m pip install --no-deps --no-index --no-build-isolation . \
    && /opt/cutset/bin/python -m pip uninstall --yes hatchling pip
COPY ci /opt/cutset/platforms/ci

FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
# Debian keeps one version of git at a time, so none is named.
# git reads revisions for `scan diff`. The repository is mounted, so it may belong to anybody; cutset
# asks git's plumbing only, without hooks and filters.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*' \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin cutset
COPY --from=build /opt/cutset /opt/cutset
# Python never imports from the repository that is judged.
ENV PATH=/opt/cutset/bin:$PATH \
    PYTHONPATH=/opt/cutset/platforms \
    PYTHONSAFEPATH=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /repository
ENTRYPOINT ["scan"]

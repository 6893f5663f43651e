FROM python:3.14-slim AS build

COPY requirements.lock /build/requirements.lock
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /build/requirements.lock \
 && /venv/bin/pip uninstall --yes pip
COPY entrypoint.py /venv/app/entrypoint.py
COPY docgen /venv/app/docgen
RUN /venv/bin/python -m compileall -q /venv/app /venv/lib

FROM python:3.14-slim

LABEL org.opencontainers.image.title="docgen-action" \
      org.opencontainers.image.description="Documents the Python code that a pull request touches" \
      org.opencontainers.image.licenses="MIT"

# The runner decides about the user (root, to reach the workspace) and the working directory; see the runner's contract
# for container actions. -E and -s keep the job's PYTHON* variables and user packages out; the script's own folder, not
# the workspace, is what Python imports from.
COPY --from=build /venv /venv
ENTRYPOINT ["/venv/bin/python", "-u", "-E", "-s", "-B", "/venv/app/entrypoint.py"]

# By its tag, so that each build takes Debian's and Python's repairs. A release looks up the tag's digest once, builds
# all platforms on it and records it; users run the released image, which action.yml names by its own digest.
FROM python:3.14-slim AS base

FROM base AS build

# Services whose descriptions are needed: the cache's table, roles that a job assumes, streams of Claude on Bedrock.
ARG AWS_SERVICES="dynamodb sts bedrock-runtime"

COPY requirements.lock /build/requirements.lock
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --no-compile --require-hashes --no-deps -r /build/requirements.lock
RUN find /venv/bin -mindepth 1 -not -name "python*" -delete \
 && for folder in /venv/lib/python3.*/site-packages/boto*/data/*/; do \
      case " $AWS_SERVICES " in *" $(basename "$folder") "*) ;; *) rm -r "$folder" ;; esac; \
    done
# Hashes instead of times: the bytecode is taken as it is, whatever a layer makes of a file's time.
RUN /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /venv/lib
COPY entrypoint.py /app/entrypoint.py
COPY docgen /app/docgen
RUN /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app

FROM base

LABEL org.opencontainers.image.title="docgen-action" \
      org.opencontainers.image.description="Documents the Python code that a pull request touches" \
      org.opencontainers.image.licenses="MIT"

COPY --from=build /venv /venv
COPY --from=build /app /app
# The runner decides about the user (root, to reach the workspace) and the working directory, so neither is set here.
# -E and -s keep the job's PYTHON* variables and the user's packages out; Python imports from the script's own folder,
# which is not the workspace. Two variables choose a virtual environment even so, and are taken away.
ENTRYPOINT ["/usr/bin/env", "-u", "PYTHONEXECUTABLE", "-u", "__PYVENV_LAUNCHER__", \
            "/venv/bin/python", "-u", "-E", "-s", "-B", "/app/entrypoint.py"]

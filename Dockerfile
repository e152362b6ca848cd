# One image for web, worker, clock and the one-shot commands. No compiler, no Node and no shell history of secrets
# in what ships: packages are installed in stages of their own.

FROM node:24-slim AS npm
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
# Only what STATICFILES_DIRS and the icon tag name goes on, with the packages' licences (tests/runner/test_image.py).
RUN cd node_modules && cp --parents --recursive --target-directory /srv \
    @tabler/core/dist/css @tabler/core/dist/js @tabler/core/dist/img @tabler/core/package.json \
    @tabler/icons/icons @tabler/icons/LICENSE htmx.org/dist htmx.org/LICENSE

FROM python:3.13-slim AS packages
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /home/app app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENVIRONMENT=production VAR=/data
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=npm /srv node_modules
COPY . .
# Static files and catalogues are part of the image. collectstatic needs a whole production environment; the one of
# `make check` will do, whose values are made up and stay in this one step.
RUN python scripts/messages.py compile \
    && env $(python -m cafe24clone.runner.checks environment) python manage.py collectstatic --no-input --verbosity 0 \
    && install -d -o app -g app /data
USER app
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/-/healthz'); raise SystemExit(c.getresponse().status >= 500)"]
# Two processes of four threads as in `make run`; more load means more containers.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
    "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "20", "--no-ws", "cafe24clone.wsgi:application"]

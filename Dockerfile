# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY . .
# The same set-up as on any machine: the virtual environment keeps its place in the image below.
RUN script/setup \
    && rm -rf .cache

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tracer \
    && install -d -o tracer -g tracer -m 0700 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TRACER_HOME=/data
# A number, so that a cluster can see it is not root.
USER 10001
WORKDIR /incoming
VOLUME /data
HEALTHCHECK --interval=60s --timeout=30s --start-period=10s CMD ["tracer", "graph", "status"]
ENTRYPOINT ["tracer"]
CMD ["--help"]

# Tollgate as a container: docs/recipes/deploy.md says how to run it.
#
# The build stage needs any Node from 20 on, with npm; the image itself runs on the Node that comes as the npm package `node`,
# the one that Tollgate was tested with. Both bases can be replaced by those of your own registry.
ARG BUILD_BASE=node:24-bookworm-slim
ARG BASE=debian:bookworm-slim

FROM ${BUILD_BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# What is published is what runs: the package, with the dependencies of the lock file.
RUN npm pack --pack-destination /tmp \
  && mkdir /app \
  && tar -xzf /tmp/tollgate-*.tgz -C /app --strip-components=1 \
  && cp package-lock.json /app/ \
  && npm --prefix /app ci --omit=dev --no-audit --no-fund

FROM ${BASE}
RUN groupadd --system --gid 10001 tollgate \
  && useradd --system --uid 10001 --gid tollgate --home-dir /data --shell /usr/sbin/nologin tollgate \
  && install --directory --owner=tollgate --group=tollgate --mode=0700 /data
COPY --from=build /app /app
ENV TOLLGATE_HOST=0.0.0.0 \
  TOLLGATE_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8787
# It finishes the streams that run before it ends: give it 45 s.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["/app/node_modules/node/bin/node", "/app/bin/health.js"]
ENTRYPOINT ["/app/node_modules/node/bin/node", "/app/bin/tollgate.js"]
CMD ["start"]

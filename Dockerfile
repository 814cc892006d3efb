# syntax=docker/dockerfile:1
#
# The image of coc-alarm-agent: Node, the compiled program and its production dependencies; no shell, no npm.
#
#   docker build -t coc-alarm-agent .
#   docker run -p 9095:9095 -v coc-data:/data -v ./config.yaml:/etc/coc-alarm-agent/config.yaml:ro coc-alarm-agent
#
# Both bases are pinned: the same bytes for everybody. `.ci/release` says when there are newer ones; take them for each release.
ARG NODE_IMAGE=docker.io/library/node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a

# Nothing here is native code, so it is built once, on the builder's own platform, for every platform.
FROM --platform=${BUILDPLATFORM:-linux/amd64} ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund
RUN mkdir /data

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="coc-alarm-agent" \
      org.opencontainers.image.description="Forwards Alertmanager, Grafana and Zabbix alerts to Huawei Cloud COC." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"

# Distroless keeps node in /nodejs/bin. The second variable says what the health check asks; change it with `listen.admin`.
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin \
    NODE_ENV=production \
    COC_ALARM_AGENT_HEALTH_URL=http://127.0.0.1:9096/-/healthy

WORKDIR /
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY LICENSE /app/LICENSE
# The only place that is written to. The default `dataDir: ./data` is this directory.
COPY --from=build --chown=65532:65532 /data /data
VOLUME /data

USER 65532:65532
EXPOSE 9095 9096
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.COC_ALARM_AGENT_HEALTH_URL).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Neither `__proto__` nor text that becomes code: nothing in the program needs them.
ENTRYPOINT ["node", "--enable-source-maps", "--disable-proto=delete", "--disallow-code-generation-from-strings", "/app/dist/main.js"]
CMD ["serve", "--config", "/etc/coc-alarm-agent/config.yaml"]

# One image for API and worker; docker-compose.yml says which of the two a container runs.
FROM node:24.21.0-bookworm@sha256:6dac556d980b7f0e5498d08f08cee0ca67798b4ad6c23964a9214920e67758d0 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && node dist/worker/bundle.js && npm prune --omit=dev

FROM node:24.21.0-bookworm-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20
ENV NODE_ENV=production HUIYIN_DEMO=off HUIYIN_MODE=production HUIYIN_HOST=0.0.0.0
WORKDIR /app
# For TLS to Temporal, MongoDB, mail and webhooks.
COPY --from=build /etc/ssl/certs /etc/ssl/certs
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/config ./config
COPY --from=build /app/web ./web
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/api/main.js"]

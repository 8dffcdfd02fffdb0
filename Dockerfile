# One image for API and worker; docker-compose.yml says which of the two a container runs.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && node dist/worker/bundle.js && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production HUIYIN_DEMO=off HUIYIN_MODE=production
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

FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    TOPOUT_DATA_DIR=/data

# Debian's own ffmpeg: newer than the one in the npm package, which is for machines that have none. The fonts are for
# names on share cards: Chinese, Japanese and Korean, Thai, Arabic, Hebrew, Armenian and Georgian.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
    ffmpeg fonts-dejavu-core fonts-droid-fallback fonts-tlwg-loma-ttf \
    && rm -rf /var/lib/apt/lists/*

COPY package.json package-lock.json ./
RUN npm ci --omit=dev \
    && npm cache clean --force \
    && rm -rf node_modules/@ffmpeg-installer node_modules/@ffprobe-installer

# The sources run as they are: there is nothing to build.
COPY migrations ./migrations
COPY federation ./federation
COPY src ./src
COPY LICENSE ./

# `docker compose exec topout topout account create ...`
RUN chmod +x src/cli/topout.ts \
    && ln -s /app/src/cli/topout.ts /usr/local/bin/topout \
    && mkdir /data \
    && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=2s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=16", "src/main.ts"]

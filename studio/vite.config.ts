import { defineConfig } from 'vite';

// Where `npm run dev` finds a server.
const server = process.env.PENSTOCK_URL ?? 'http://127.0.0.1:8080';
const endpoints = [
  '/databases',
  '/admin',
  '/build',
  '/certificates',
  '/cluster',
  '/etl',
  '/metrics',
  '/health',
  '/server',
];

export default defineConfig({
  base: '/studio/',
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    // The policy of the server forbids "data:" for everything but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700, // The editor; scripts/embed.mjs minds the whole.
    rollupOptions: {
      onwarn: (warning, warn) => {
        // "use client" means nothing to a page that has no server side.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      endpoints.map((path) => [path, { target: server, changeOrigin: true }]),
    ),
  },
});

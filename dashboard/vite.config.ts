/** How the dashboard is built: one page, a chunk for each route, every file in one flat folder under a hashed name. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  // `npm run dev:dashboard`: pages from Vite, the API from a gateway that runs beside it.
  server: { proxy: { '/v1': 'http://127.0.0.1:8787' } },
});

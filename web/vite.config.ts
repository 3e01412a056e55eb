import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.NASCENTE_SERVER ?? 'http://127.0.0.1:8080'
const served = ['/api', '/l/', '/hooks', '/openapi.json', '/simulator']

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The first screen carries the names of all files: without words they weigh a kilobyte less.
        chunkFileNames: 'assets/[hash:8].js',
        assetFileNames: 'assets/[hash:8][extname]',
        // Left alone, each part that two screens share becomes a file of its own: a hundred to fetch.
        codeSplitting: {
          groups: [
            { name: 'base', tags: ['$initial'], priority: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, server])) },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://nascente.test/' } },
    setupFiles: ['src/test/setup.ts'],
    css: false,
    // A page and all modules anew for each of the files would take four times as long as what is tested.
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 20_000,
  },
})

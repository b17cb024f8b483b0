/** Builds the console into dist/, with compressed copies beside each text file; in development it forwards /api to a server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { monacoTexts } from './monaco-texts.ts';

const compressible = /\.(js|css|html|svg|json|ttf)$/;
const minBytes = 1024;

/**
 * Writes a .gz and a .br beside every text file worth it, so that the server never compresses at run time. It reads what was
 * written: while the bundle is generated, Vite's own marks still stand in the code.
 */
function precompress(): Plugin {
  return {
    name: 'liusu-precompress',
    apply: 'build',
    enforce: 'post',
    writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error('the console is built into a folder');
      for (const fileName of Object.keys(bundle)) {
        if (!compressible.test(fileName)) continue;
        const path = join(dir, fileName);
        const source = readFileSync(path);
        if (source.length < minBytes) continue;
        writeFileSync(`${path}.gz`, gzipSync(source, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [monacoTexts(), react(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 4096,
    assetsInlineLimit: 2048,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: 'http://127.0.0.1:8400', changeOrigin: false } },
  },
});

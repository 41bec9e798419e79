// Loads c2pa-rs (compiled to WebAssembly) into plain Node. The package expects a browser's Blob and FileReaderSync; FileBlob and
// the stand-in below give it files, read in the pieces it asks for.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the suite installed the packages. */
export const packages = path.join(process.env.PROVENANCE_INTEROP_PACKAGES ?? '.', 'node_modules');

export const importPackage = file => import(pathToFileURL(path.join(packages, file)).href);

const mediaTypes = {
  '.mp4': 'video/mp4', '.m4v': 'video/mp4', '.m4s': 'video/mp4', '.mov': 'video/quicktime', '.m4a': 'audio/mp4',
  '.heic': 'image/heic', '.heif': 'image/heif', '.avif': 'image/avif', '.png': 'image/png', '.jpg': 'image/jpeg',
};

export const mediaTypeOf = file => mediaTypes[path.extname(file).toLowerCase()] ?? 'application/octet-stream';

export class FileBlob {
  #descriptor;
  #start;
  #end;

  constructor(file, descriptor = fs.openSync(file, 'r'), start = 0, end = fs.fstatSync(descriptor).size) {
    this.file = file;
    this.#descriptor = descriptor;
    this.#start = start;
    this.#end = end;
  }

  get size() {
    return this.#end - this.#start;
  }

  get type() {
    return mediaTypeOf(this.file);
  }

  slice(from = 0, to = this.size) {
    const clamp = n => Math.min(this.size, Math.max(0, n < 0 ? this.size + n : n));
    const start = clamp(Number(from));
    const end = Math.max(start, clamp(Number(to)));
    return new FileBlob(this.file, this.#descriptor, this.#start + start, this.#start + end);
  }

  read() {
    const bytes = new Uint8Array(this.size);
    for (let done = 0; done < bytes.length;) {
      const count = fs.readSync(this.#descriptor, bytes, done, bytes.length - done, this.#start + done);
      if (count === 0) {
        throw new Error(`${this.file} ended early`);
      }

      done += count;
    }

    return bytes;
  }

  async arrayBuffer() {
    return this.read().buffer;
  }
}

export async function loadPeer() {
  globalThis.FileReaderSync ??= class {
    readAsArrayBuffer(blob) {
      return blob.read().buffer;
    }
  };
  const peer = await importPackage('@contentauth/c2pa-wasm/pkg/c2pa.js');
  peer.initSync({ module: fs.readFileSync(path.join(packages, '@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm')) });
  return peer;
}

/** The settings of c2pa-rs for a run that trusts the given anchors and never uses the network. */
export function settings(rootFile) {
  return {
    // c2pa-rs takes c2pa-kp-claimSigning only when the list of accepted usages names it.
    trust: {
      ...(rootFile ? { trust_anchors: fs.readFileSync(rootFile, 'utf8') } : {}),
      trust_config: ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.9', '1.3.6.1.4.1.62558.2.1', ''].join('\n'),
    },
    verify: { verify_trust: true, remote_manifest_fetch: false, ocsp_fetch: false },
  };
}

/** Reads the one argument of every script: a JSON file that says what to do. */
export const readJob = () => JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

/** A `fetch` that tells how much of its body was sent, which the browser's own does not. For uploads only. */

/** `onSent` gets a share from 0 to 1. */
export function fetchWithProgress(onSent: (share: number) => void): typeof globalThis.fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = (): void => request.abort();
      const { signal } = init ?? {};
      request.open(init?.method ?? 'GET', input instanceof Request ? input.url : input);
      request.responseType = 'blob';
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.upload.addEventListener('progress', ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total));
      request.addEventListener('load', () => {
        const { status, statusText } = request;
        const type = request.getResponseHeader('content-type');
        const headers = type === null ? {} : { 'content-type': type };
        resolve(new Response(status === 204 ? null : (request.response as Blob), { status, statusText, headers }));
      });
      request.addEventListener('error', () => reject(new TypeError('the connection failed')));
      request.addEventListener('abort', () => reject(new DOMException('the upload was given up', 'AbortError')));
      request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort));
      signal?.addEventListener('abort', abort);
      signal?.throwIfAborted();
      request.send((init?.body as XMLHttpRequestBodyInit | null | undefined) ?? null);
    });
}

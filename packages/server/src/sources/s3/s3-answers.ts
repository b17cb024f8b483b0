/** What an object store answers, in XML, as far as it is read here. Pure. The documents are flat and written by programs. */
export interface ListedObject {
  key: string;
  sizeBytes: number;
}

export interface ObjectPage {
  objects: ListedObject[];
  /** Where the next page begins; undefined on the last. */
  next: string | undefined;
}

/** The answer to ListObjectsV2, asked for with `encoding-type=url`. Undefined when it is no such list. */
export function readObjectPage(xml: string): ObjectPage | undefined {
  const body = elementsOf(xml, 'ListBucketResult')[0];
  if (body === undefined) return undefined;
  // A store that does not know the encoding does not repeat it.
  const isEncoded = textOf(body, 'EncodingType') === 'url';
  const objects = elementsOf(body, 'Contents').map((entry) => {
    const key = textOf(entry, 'Key') ?? '';
    return {
      key: isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
      sizeBytes: Number(textOf(entry, 'Size') ?? 0),
    };
  });
  const next = textOf(body, 'IsTruncated') === 'true' ? textOf(body, 'NextContinuationToken') : undefined;
  return { objects, next };
}

export interface S3Failure {
  code: string;
  message: string;
}

/** Undefined when the text is no error of an object store. */
export function readFailure(xml: string): S3Failure | undefined {
  const body = elementsOf(xml, 'Error')[0];
  const code = body === undefined ? undefined : textOf(body, 'Code');
  return body === undefined || code === undefined ? undefined : { code, message: textOf(body, 'Message') ?? code };
}

function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inner]) => inner ?? '',
  );
}

function textOf(xml: string, name: string): string | undefined {
  const text = elementsOf(xml, name)[0];
  return text?.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, word: string | undefined) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return entities[word ?? ''] ?? whole;
  });
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

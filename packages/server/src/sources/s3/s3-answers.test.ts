import { describe, expect, it } from 'vitest';

import { readFailure, readObjectPage } from './s3-answers.ts';

describe('readObjectPage', () => {
  const contents = (key: string) => `<Contents><Key>${key}</Key><Size>3</Size></Contents>`;
  const page = (inner: string) =>
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`;

  it('takes names that are encoded, and names that are not', () => {
    const encoded = page(`<EncodingType>url</EncodingType>${contents('a+b%26/%E8%A1%8C')}`);
    const plain = page(contents('100%25 &lt;&amp;&#65;&#x42;&gt;'));

    expect(readObjectPage(encoded)?.objects).toEqual([{ key: 'a b&/行', sizeBytes: 3 }]);
    expect(readObjectPage(plain)?.objects).toEqual([{ key: '100%25 <&AB>', sizeBytes: 3 }]);
  });

  it('goes on while there is more', () => {
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>';

    expect(readObjectPage(page(more))).toEqual({ objects: [], next: 't' });
    expect(readObjectPage(page('<IsTruncated>false</IsTruncated>'))?.next).toBeUndefined();
    expect(readObjectPage('<html></html>')).toBeUndefined();
  });
});

describe('readFailure', () => {
  it('takes the code and the words', () => {
    expect(readFailure('<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>')).toEqual({
      code: 'NoSuchBucket',
      message: 'none',
    });
    expect(readFailure('<html>502</html>')).toBeUndefined();
  });
});

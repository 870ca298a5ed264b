import { openStore } from '../../../tools/model/open-store.ts';
import { bucketOf } from '../../../tools/model/s3/bucket.ts';
import { each, element, textOf } from '../../../tools/model/s3/xml.ts';

const url = (address: string, region: string | undefined, environment = {}) => bucketOf(address, region, environment).url;

describe('a bucket', () => {
  test('has its own host, unless its name has dots or there is an endpoint', () => {
    expect(url('s3://acme-models', 'eu-west-1')).toBe('https://acme-models.s3.eu-west-1.amazonaws.com/');
    expect(url('s3://acme.models', 'eu-west-1')).toBe('https://s3.eu-west-1.amazonaws.com/acme.models/');
    expect(url('s3://a-b', 'x', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' })).toBe('http://127.0.0.1:4566/a-b/');
    const both = { AWS_ENDPOINT_URL: 'http://1', AWS_ENDPOINT_URL_S3: 'http://2' };
    expect(url('s3://a-b', 'x', both)).toBe('http://2/a-b/');
  });

  test('has a prefix that ends with a slash, or none', () => {
    const prefixes = ['s3://abc', 's3://abc/', 's3://abc/one', 's3://abc/one/two/'].map((at) => bucketOf(at, 'x', {}).prefix);
    expect(prefixes).toEqual(['', '', 'one/', 'one/two/']);
  });

  test('is in the region that is given, or that of the environment', () => {
    expect(bucketOf('s3://abc', 'eu-west-1', { AWS_REGION: 'us-east-1' }).region).toBe('eu-west-1');
    expect(bucketOf('s3://abc', undefined, { AWS_DEFAULT_REGION: 'us-east-2' }).region).toBe('us-east-2');
    expect(() => bucketOf('s3://abc', undefined, {})).toThrow(
      "the region of bucket 'abc' is not known; give --region, or set AWS_REGION",
    );
  });

  test.each(['s3://', 's3:/a', 's3://A_b', 's3://a'])('%s names none', (address) => {
    expect(() => bucketOf(address, 'x', {})).toThrow(`'${address}' names no bucket; write s3://bucket or s3://bucket/prefix`);
  });
});

test('other addresses are no stores', async () => {
  await expect(openStore('gs://bucket', undefined)).rejects.toThrow(
    "'gs://bucket' is no place for models; give a folder or s3://",
  );
  await expect(openStore('models', 'eu-west-1')).rejects.toThrow("--region eu-west-1 is for s3://…, and 'models' is a folder");
});

test('answers of S3 are read as they were meant', () => {
  const xml =
    '<R><Contents><Key>a&amp;b &lt;&#x27;&#39;&quot;</Key></Contents><Contents>\n<Key>c</Key></Contents><More>1</More></R>';
  expect(each(xml, 'Contents').map((inside) => textOf(inside, 'Key'))).toEqual(["a&b <''\"", 'c']);
  expect([textOf(xml, 'More'), textOf(xml, 'Less')]).toEqual(['1', undefined]);
  expect(element('ETag', '"<&>"')).toBe('<ETag>"&lt;&amp;&gt;"</ETag>');
});

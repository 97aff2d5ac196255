import { describe, expect, it } from 'vitest';
import { decodeMessage, readXml } from './saml-xml.ts';

const encoded = (xml: string): string => Buffer.from(xml).toString('base64');

describe('a message of SAML', () => {
  it('may be broken into lines', () => {
    const lines = encoded('<?xml version="1.0"?><Response/>').replaceAll(/.{8}/g, '$&\r\n');
    expect(decodeMessage(lines)).toBe('<?xml version="1.0"?><Response/>');
  });

  it.each([
    ['no base64', '<Response/>'],
    ['blanks before what is no base64', `${' '.repeat(500_000)}!`],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0xff]).toString('base64')],
    ['a comment', encoded('<a>x<!-- -->y</a>')],
    ['CDATA', encoded('<a><![CDATA[x]]></a>')],
    ['a processing instruction', encoded('<a><?php x?></a>')],
    ['too much', 'A'.repeat(2_000_000)],
  ])('that is %s is refused', (_, text) => {
    expect(() => decodeMessage(text)).toThrow(/^(the message|The encoded data)/);
  });

  it('with a document type, or cut off, is refused', async () => {
    await expect(readXml('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')).rejects.toThrow('document type');
    await expect(readXml('<a>')).rejects.toThrow();
  });
});

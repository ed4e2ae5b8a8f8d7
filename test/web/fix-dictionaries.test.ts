import { afterEach, describe, expect, it } from 'vitest';
import { dictionariesOf } from '../../gateway/fix/dialect/dictionary-xml.js';
import { fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { Venue } from './venue.js';

let venue: Venue;
afterEach(() => venue.stop());

describe('FIX dictionaries', () => {
  it('are listed, with the version and the QuickFIX setting of each', async () => {
    venue = await Venue.start();
    const response = await fetch(`${venue.http}/fix/`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({
      dictionaries: [
        { path: '/fix/FIX42.xml', beginString: 'FIX.4.2', setting: 'DataDictionary' },
        { path: '/fix/FIX44.xml', beginString: 'FIX.4.4', setting: 'DataDictionary' },
        { path: '/fix/FIXT11.xml', beginString: 'FIXT.1.1', applVerId: '9', setting: 'TransportDataDictionary' },
        { path: '/fix/FIX50SP2.xml', beginString: 'FIXT.1.1', applVerId: '9', setting: 'AppDataDictionary' },
      ],
    });
  });

  it('are served whole, as made from the tables', async () => {
    venue = await Venue.start();
    for (const { file, xml } of [fix42, fix44, fix50sp2].flatMap(dictionariesOf)) {
      const response = await fetch(`${venue.http}/fix/${file}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml']);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.text()).toBe(xml);
    }
  });

  it('are those and no more', async () => {
    venue = await Venue.start();
    const response = await fetch(`${venue.http}/fix/FIX43.xml`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'NOT_FOUND', message: 'there is nothing at /fix/FIX43.xml' } });
    expect((await fetch(`${venue.http}/fix/FIX44.xml`, { method: 'POST' })).status).toBe(405);
  });
});

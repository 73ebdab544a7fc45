import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secretOf, split } from '../../../test-support/custody/splits';
import { type Card, cardFileText } from '../../core/custody/share/card-text';
import { HeldCards } from './cards';

const FILE = 'ada.txt';

let ada: Card;
let cards: HeldCards;

beforeAll(async () => {
  [ada] = (await split([secretOf('the tide comes in', 'text', 'Tide')])).cards;
});

beforeEach(() => {
  cards = new HeldCards();
});

const textFile = () => new TextEncoder().encode(cardFileText(ada, ['Ada']));

/** The beginning of a PNG of that size. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('a card from a file', () => {
  test('is read from its text, and held until it is forgotten', () => {
    const chosen = cards.holdFile(textFile(), FILE);
    if (chosen.kind !== 'card') throw new Error('not a card');
    expect(cards.find(chosen.card.token).share.index).toBe(1);
    cards.forgetAll();
    expect(() => cards.find(chosen.card.token)).toThrow('unexpected');
  });

  test('is handed to the window as a picture, which main never unpacks', () => {
    expect(cards.holdFile(png(640, 480), FILE)).toMatchObject({ kind: 'picture', width: 640, height: 480, file: FILE });
  });

  test('is refused as a picture that unpacks to gigabytes', () => {
    expect(() => cards.holdFile(png(16_000, 16_000), FILE)).toThrow('picture-too-large');
  });

  test('is refused unread where no card is that long', () => {
    const padded = Buffer.concat([textFile(), Buffer.alloc(300_000, ' ')]);
    expect(() => cards.holdFile(padded, FILE)).toThrow('share-unreadable');
  });
});

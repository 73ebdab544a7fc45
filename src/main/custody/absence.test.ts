import { describe, expect, test } from 'vitest';
import { Absence } from './absence';

const FIVE_MINUTES = 300;

describe('a person who has left', () => {
  test('is found out once for each absence', () => {
    const absence = new Absence();
    const steps = [0, 299, 300, 305, 4000, 2, 300].map((idle) => absence.stepAt(idle, FIVE_MINUTES, false).kind);
    expect(steps).toEqual(['none', 'none', 'lock', 'none', 'none', 'none', 'lock']);
  });

  test('is warned a minute before, where something is under way, and no longer when they are back', () => {
    const absence = new Absence();
    expect(absence.stepAt(239, FIVE_MINUTES, true)).toEqual({ kind: 'none' });
    expect(absence.stepAt(240, FIVE_MINUTES, true)).toEqual({ kind: 'warn', seconds: 60 });
    expect(absence.stepAt(295, FIVE_MINUTES, true)).toEqual({ kind: 'warn', seconds: 5 });
    expect(absence.stepAt(1, FIVE_MINUTES, true)).toEqual({ kind: 'back' });
    expect(absence.stepAt(2, FIVE_MINUTES, true)).toEqual({ kind: 'none' });
  });

  test('is warned for half of the time where that is a minute', () => {
    const absence = new Absence();
    expect(absence.stepAt(29, 60, true)).toEqual({ kind: 'none' });
    expect(absence.stepAt(30, 60, true)).toEqual({ kind: 'warn', seconds: 30 });
  });

  test('is not warned where nothing is under way', () => {
    expect(new Absence().stepAt(299, FIVE_MINUTES, false)).toEqual({ kind: 'none' });
  });
});

import type { Logbook } from '../../core/custody/logbook/logbook';
import { type FailureCode, toFailure } from '../../core/errors';
import { fileLogFacts } from '../../core/restore/log-facts';
import type { Progress } from '../../core/restore/model';
import type { AnswerTo, BrowseRequest, Question, QuestionKind } from '../../engine/browse-messages';
import type { BrowseProcess } from './browse-host';

type Open = (request: BrowseRequest, report: (progress: Progress) => void) => BrowseProcess;

/**
 * Opens archives as `open` does. The logbook gets a line about each taking out, before its outcome is passed on. Browsing
 * alone leaves no line: it leaves nothing else either.
 *
 * @param who names the user who is signed in
 */
export function withBrowseLog(open: Open, logbook: Logbook, who: () => string): Open {
  return (request, report) => {
    const { source } = request;
    const process = open(request, report);

    const note = async (outcome: 'ok' | FailureCode) => {
      const opened = await process.opened;
      const facts = fileLogFacts(source, opened.ok ? opened.value.keyFingerprint : null);
      await logbook.append({ what: 'extract', who: who(), outcome, facts });
    };
    const ask = async <K extends QuestionKind>(
      question: Extract<Question, { kind: K }>,
      signal?: AbortSignal,
    ): Promise<AnswerTo<K>> => {
      if (question.kind !== 'extract') return process.ask<K>(question, signal);
      // A logbook that cannot be written must not keep anyone from a file at three in the morning.
      try {
        const answer = await process.ask<K>(question, signal);
        await note(outcomeOf(answer as AnswerTo<'extract'>)).catch(() => {});
        return answer;
      } catch (error) {
        await note(toFailure(error).code).catch(() => {});
        throw error;
      }
    };
    return { ...process, ask };
  };
}

/** What ended it, or else the first thing that went wrong. */
function outcomeOf({ failures, failed, stopped }: AnswerTo<'extract'>): 'ok' | FailureCode {
  const decisive = stopped && failed === failures.length ? failures.at(-1) : failures[0];
  return decisive === undefined ? 'ok' : decisive.failure.code;
}

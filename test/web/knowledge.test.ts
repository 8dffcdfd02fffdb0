import {
  dueForReview,
  entryBody,
  faultsIn,
  NOTHING_WRITTEN,
  standingOf,
} from '../../web/desk/knowledge/entry-words';
import { knowledgeSearch, newEntrySearch } from '../../web/desk/knowledge/search';

const TODAY = '2026-11-26';

describe('an entry of the knowledge base', () => {
  it('is an answer on its last day, and to be looked at again from its day of review on', () => {
    expect(standingOf({ reviewOn: '2026-11-27', validUntil: TODAY }, TODAY).name).toBe('有效');
    expect(standingOf({ reviewOn: TODAY }, TODAY).name).toBe('该复审了');
    expect(standingOf({ reviewOn: TODAY, validUntil: '2026-11-25' }, TODAY).name).toBe('已过有效期');
    expect(standingOf({ reviewOn: TODAY, proposed: true }, TODAY).name).toBe('待发布');
  });

  it('that is due for review stands before one that became so later; a proposal is not', () => {
    const due = dueForReview(
      [
        { id: 'later', reviewOn: '2026-11-20' },
        { id: 'ahead', reviewOn: '2026-11-27' },
        { id: 'earlier', reviewOn: '2026-11-01' },
        { id: 'over', reviewOn: '2026-12-01', validUntil: '2026-11-25' },
        { id: 'proposed', reviewOn: '2026-11-01', proposed: true as const },
      ],
      TODAY,
    );
    expect(due.map(({ id }) => id)).toEqual(['earlier', 'later', 'over']);
  });

  it('says what is missing, and is sent without what was left empty', () => {
    expect(Object.keys(faultsIn(NOTHING_WRITTEN, TODAY))).toEqual([
      'question',
      'answer',
      'owner',
      'source',
      'reviewOn',
    ]);
    const written = {
      ...NOTHING_WRITTEN,
      question: ' 夜间施工？',
      answer: '不得。',
      owner: 'huanbao',
      source: '噪声法',
      reviewOn: '2027-01-01',
    };
    expect(faultsIn(written, TODAY)).toEqual({});
    expect(faultsIn({ ...written, reviewOn: TODAY }, TODAY)).toHaveProperty('reviewOn');
    expect(entryBody(written)).toEqual({
      question: '夜间施工？',
      answer: '不得。',
      owner: 'huanbao',
      source: '噪声法',
      reviewOn: '2027-01-01',
    });
  });

  it('is found by what the page’s address says', () => {
    expect(knowledgeSearch({ q: '施工', show: 'all' })).toEqual({ q: '施工' });
    expect(knowledgeSearch({ show: 'review' })).toEqual({ show: 'review' });
    expect(newEntrySearch({ from: 'HY-1' })).toEqual({ from: 'HY-1' });
  });
});

/** What of the knowledge base is shown; the address of the page holds it. */
export interface KnowledgeSearch {
  readonly q?: string;
  /** All without it. */
  readonly show?: 'review' | 'proposed';
}

export const knowledgeSearch = ({ q, show }: Readonly<Record<string, unknown>>): KnowledgeSearch => ({
  ...(typeof q === 'string' && q.trim() !== '' ? { q } : {}),
  ...(show === 'review' || show === 'proposed' ? { show } : {}),
});

/** From which settled ticket an entry is proposed. */
export interface NewEntrySearch {
  readonly from?: string;
}

export const newEntrySearch = ({ from }: Readonly<Record<string, unknown>>): NewEntrySearch =>
  typeof from === 'string' && from !== '' ? { from } : {};

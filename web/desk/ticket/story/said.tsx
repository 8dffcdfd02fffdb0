import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { ticketNumbersIn } from '../../../../domain/ids';

/** A sentence of ours, in which the numbers of tickets lead to them. */
export function Said({ sentence }: { readonly sentence: string }) {
  const pieces: { readonly text: string; readonly ticket?: string }[] = [];
  let rest = sentence;
  for (const id of ticketNumbersIn(sentence)) {
    const [before = '', ...after] = rest.split(id);
    pieces.push({ text: before }, { text: id, ticket: id });
    rest = after.join(id);
  }
  return (
    <>
      {[...pieces, { text: rest }].map(({ text, ticket }, index) =>
        ticket === undefined ? (
          // Pieces of one sentence are told apart by their places.
          <Fragment key={`${index} ${text}`}>{text}</Fragment>
        ) : (
          <Link key={ticket} to="/tickets/$id" params={{ id: ticket }}>
            {text}
          </Link>
        ),
      )}
    </>
  );
}

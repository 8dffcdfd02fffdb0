import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { rulebooksQuery } from '../../shared/reference';
import { Loading, Refusal } from '../../shared/ui/notes';
import { ticketQuery } from '../tickets/queries';
import { FirstStep, NOTHING_PREPARED, type Prepared } from './first-step/first-step';
import { Intake } from './intake';
import { registerSearch } from './search';

/** What was chosen last, for who comes back from another room. */
let lastChosen: string | undefined;

const route = getRouteApi('/register');

/** One matter after the other: taken down while the caller speaks, then answered or dispatched, without leaving the page. */
export function RegisterPage() {
  const { rulebook, ticket } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const { data: books, error } = useQuery(rulebooksQuery);
  const [registered, setRegistered] = useState<{ ticket: TicketAnswer; prepared: Prepared }>();
  const [turn, setTurn] = useState(0);
  if (!books) return error ? <Refusal error={error} /> : <Loading />;
  const wanted = rulebook ?? lastChosen ?? (books.length === 1 ? books[0]?.id : undefined);
  const book = books.find(({ id }) => id === wanted)?.id;
  const go = (to: { readonly rulebook?: string | undefined; readonly ticket?: string }) =>
    void navigate({ search: registerSearch(to), replace: true });
  if (ticket !== undefined) {
    const fresh = registered?.ticket.id === ticket ? registered : undefined;
    return (
      <FirstStep
        key={ticket}
        id={ticket}
        code={fresh?.ticket.code}
        prepared={fresh?.prepared ?? NOTHING_PREPARED}
        onNext={() => {
          setTurn(turn + 1);
          go({ rulebook: book });
        }}
      />
    );
  }
  return (
    <Intake
      key={turn}
      books={books}
      rulebook={book}
      onRulebook={(id) => {
        lastChosen = id;
        go({ rulebook: id });
      }}
      onRegistered={(made, prepared) => {
        queries.setQueryData(ticketQuery(made.id).queryKey, made);
        setRegistered({ ticket: made, prepared });
        go({ rulebook: book, ticket: made.id });
      }}
    />
  );
}

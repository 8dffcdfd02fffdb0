import { dialAddress, useSession } from '../session';

/** A number that dials when it is clicked, by the browser or by the city's telephone bar. */
export function Dial({
  phone,
  className,
}: {
  readonly phone: string;
  readonly className?: string | undefined;
}) {
  const session = useSession();
  return (
    <a className={className} href={dialAddress(phone, session.dialLink)}>
      {phone}
    </a>
  );
}

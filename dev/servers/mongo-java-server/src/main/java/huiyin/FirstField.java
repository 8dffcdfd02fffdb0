package huiyin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/** Finds documents by the texts in one field; by anything else that stands there it finds nothing, and is not asked. */
final class FirstField extends Index<Object> {

  /** Positions by text and id, with an end between them that is in no text. */
  private final MVMap<String, Object> positions;
  private final String field;
  /** It stood in the file before: what it has is all that there is. */
  private final boolean known;

  private static final char END = '\u0000';

  FirstField(MVMap<String, Object> positions, String name, List<IndexKey> keys, boolean known) {
    // As a sparse one: it says nothing of where a document is that it does not have.
    super(name, keys, true);
    this.positions = positions;
    this.known = known;
    this.field = keys.get(0).getKey();
  }

  @Override
  public boolean canHandle(Document query) {
    return query.get(field) instanceof String;
  }

  @Override
  public Iterable<Object> getPositions(Document query) {
    String first = query.get(field).toString() + END;
    List<Object> found = new ArrayList<>();
    Cursor<String, Object> entries = positions.cursor(first);
    while (entries.hasNext() && entries.next().startsWith(first)) {
      found.add(entries.getValue());
    }
    return found;
  }

  /** The ids of those with the text that a query asks for, from one on, in their order. */
  Stream<String> idsFrom(String id, Document query) {
    String first = query.get(field).toString() + END;
    return streamOf(positions.keyIterator(first + id))
        .takeWhile(key -> key.startsWith(first))
        .map(key -> key.substring(first.length()));
  }

  static <T> Stream<T> streamOf(Iterator<T> items) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false);
  }

  private static String keyOf(String text, Document document) {
    return text + END + document.get("_id");
  }

  private Set<String> textsOf(Document document) {
    Set<String> texts = new LinkedHashSet<>();
    Object value = document.get(field);
    for (Object it : value instanceof Collection ? (Collection<?>) value : Collections.singleton(value)) {
      if (it instanceof String) {
        texts.add((String) it);
      }
    }
    return texts;
  }

  @Override
  public void add(Document document, Object position, MongoCollection<Object> collection) {
    for (String text : textsOf(document)) {
      positions.put(keyOf(text, document), position);
    }
  }

  @Override
  public Object remove(Document document) {
    for (String text : textsOf(document)) {
      positions.remove(keyOf(text, document));
    }
    return null;
  }

  @Override
  public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
    if (!textsOf(before).equals(textsOf(after))) {
      remove(before);
      add(after, position, collection);
    }
  }

  @Override
  public Object getPosition(Document document) {
    return null;
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Object> collection) {}

  @Override
  public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

  /** What is empty is made from all documents: when it is new, and not at each start. */
  @Override
  public boolean isEmpty() {
    return !known && super.isEmpty();
  }

  @Override
  public long getCount() {
    return positions.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {}
}

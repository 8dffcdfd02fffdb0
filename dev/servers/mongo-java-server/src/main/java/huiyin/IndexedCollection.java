package huiyin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * A collection that goes straight to the documents whose ids a query names, or between which they lie: it is kept in the order of ids. Without it
 * each document that a list of ids finds is compared with the whole list again, and a page of a long list is gathered from all that comes after it.
 * What else a list of texts wants of these is looked up in it.
 */
final class IndexedCollection extends H2Collection {

  private static final String ID = "_id";
  private static final Set<String> BOUNDS = Set.of("$gt", "$gte", "$lt", "$lte");

  private final MVMap<Object, Document> documents;

  IndexedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      MVMap<Object, Document> documents,
      MVMap<String, Object> meta,
      CursorRegistry cursors) {
    super(database, name, options, documents, meta, cursors);
    this.documents = documents;
  }

  @Override
  protected QueryResult queryDocuments(
      Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
    Stream<Document> found = ID.equals(getIdField()) ? byId(query) : null;
    if (found == null) {
      return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
    }
    Document rest = query.clone();
    rest.remove(ID);
    for (String field : query.keySet()) {
      Collection<?> texts = field.contains(".") || field.startsWith("$") ? null : textsIn(rest.get(field));
      if (texts != null) {
        rest.remove(field);
        Set<Object> any = new HashSet<>(texts);
        found = found.filter(document -> hasOneOf(any, document.get(field)));
      }
    }
    return matchDocumentsFromStream(found, rest, isById(orderBy) ? null : orderBy, skip, limit, batchSize, fields);
  }

  /** In the order of their ids; nothing where something else is asked of an id than to be one of some texts, or to lie between two. */
  private Stream<Document> byId(Document query) {
    if (!(query.get(ID) instanceof Document)) {
      return null;
    }
    Document of = (Document) query.get(ID);
    Collection<?> texts = textsIn(of);
    if (texts != null) {
      return documentsOf(new TreeSet<>(texts).stream());
    }
    return !of.isEmpty() && BOUNDS.containsAll(of.keySet()) && areTexts(of.values()) ? between(of, query) : null;
  }

  /** Of those with a text by which an index finds them only these are gone through, however many others lie between. */
  private Stream<Document> between(Document bounds, Document query) {
    String gt = (String) bounds.get("$gt");
    String gte = (String) bounds.get("$gte");
    String lt = (String) bounds.get("$lt");
    String lte = (String) bounds.get("$lte");
    String from = gt == null ? gte == null ? "" : gte : gte == null || gt.compareTo(gte) > 0 ? gt : gte;
    Predicate<String> isBefore =
        id -> (lt == null || id.compareTo(lt) < 0) && (lte == null || id.compareTo(lte) <= 0);
    for (Index<Object> index : getIndexes()) {
      if (index instanceof FirstField && index.canHandle(query)) {
        Stream<String> ids = ((FirstField) index).idsFrom(from, query);
        return documentsOf(ids.takeWhile(isBefore).filter(id -> !id.equals(gt)));
      }
    }
    Cursor<Object, Document> cursor = documents.cursor(from);
    // Ids that are no texts come after them.
    return FirstField.streamOf(cursor)
        .takeWhile(id -> id instanceof String && isBefore.test((String) id))
        .filter(id -> !id.equals(gt))
        .map(id -> cursor.getValue());
  }

  private Stream<Document> documentsOf(Stream<?> ids) {
    return ids.map(documents::get).filter(Objects::nonNull);
  }

  /** Where some texts are asked for, and nothing else: these, else nothing. */
  private static Collection<?> textsIn(Object asked) {
    if (!(asked instanceof Document) || !((Document) asked).keySet().equals(Set.of("$in"))) {
      return null;
    }
    Collection<?> wanted = (Collection<?>) ((Document) asked).get("$in");
    return areTexts(wanted) ? wanted : null;
  }

  private static boolean hasOneOf(Set<Object> wanted, Object value) {
    return value instanceof Collection
        ? ((Collection<?>) value).stream().anyMatch(wanted::contains)
        : value != null && wanted.contains(value);
  }

  private static boolean areTexts(Collection<?> values) {
    return values.stream().allMatch(String.class::isInstance);
  }

  private static boolean isById(Document orderBy) {
    return orderBy != null && orderBy.keySet().equals(Set.of(ID)) && Integer.valueOf(1).equals(orderBy.get(ID));
  }
}

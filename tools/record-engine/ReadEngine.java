import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Prints as JSON what an engine says of itself: its functions, the reserved words of its parser, and the options of every
 * factory on the class path. Facts only, no descriptions. Argument: a file with a name, a tab and the rest of a SELECT in each
 * line; answered is which of them the planner takes.
 */
public final class ReadEngine {
  /** Options that a connector reads but does not list in its factory, by the classes that hold them. */
  private static final Map<String, List<String>> FURTHER_OPTIONS =
      Map.of(
          "connector:paimon",
              List.of("org.apache.paimon.CoreOptions", "org.apache.paimon.flink.FlinkConnectorOptions"),
          "catalog:paimon",
              List.of("org.apache.paimon.options.CatalogOptions", "org.apache.paimon.flink.FlinkCatalogOptions"),
          "connector:iceberg",
              List.of(
                  "org.apache.iceberg.flink.FlinkCreateTableOptions",
                  "org.apache.iceberg.flink.FlinkReadOptions",
                  "org.apache.iceberg.flink.FlinkWriteOptions"));

  /** Connectors of which only a catalog makes the factory, by the classes that hold their options; what is set for a session is left out. */
  private static final Map<String, List<String>> CATALOG_CONNECTORS =
      Map.of(
          "hive",
          List.of(
              "org.apache.flink.connectors.hive.HiveOptions",
              "org.apache.flink.connector.file.table.FileSystemConnectorOptions"));

  private static final String[][] KINDS = {
    {"connector", "org.apache.flink.table.factories.DynamicTableFactory"},
    {"format", "org.apache.flink.table.factories.DecodingFormatFactory"},
    {"format", "org.apache.flink.table.factories.EncodingFormatFactory"},
    {"catalog", "org.apache.flink.table.factories.CatalogFactory"},
    {"model", "org.apache.flink.table.factories.ModelProviderFactory"},
  };

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> answer = new LinkedHashMap<>();
    TableEnvironment environment = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    answer.put("functions", functions(environment));
    answer.put("accepted", accepted(arguments[0]));
    answer.put("reservedWords", reservedWords());
    answer.putAll(factories());
    System.out.println("JSON " + json(answer));
    System.exit(0);
  }

  private static Set<String> functions(TableEnvironment environment) throws Exception {
    Set<String> names = new TreeSet<>();
    try (CloseableIterator<Row> rows = environment.executeSql("SHOW FUNCTIONS").collect()) {
      while (rows.hasNext()) names.add(String.valueOf(rows.next().getField(0)));
    }
    return names;
  }

  /** Names of the examples that can be planned, streaming or else batch. */
  private static Set<String> accepted(String file) throws Exception {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of(file))) {
      String[] parts = line.split("\t", 2);
      String refusal = refusal(parts[1], EnvironmentSettings.inStreamingMode());
      if (refusal != null) refusal = refusal(parts[1], EnvironmentSettings.inBatchMode());
      if (refusal == null) names.add(parts[0]);
      else System.err.println("refused: " + parts[0] + ": " + refusal);
    }
    return names;
  }

  private static String refusal(String select, EnvironmentSettings settings) {
    TableEnvironment environment = TableEnvironment.create(settings);
    environment.executeSql(
        "CREATE TEMPORARY TABLE t (i INT, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)"
            + " WITH ('connector' = 'datagen', 'number-of-rows' = '1')");
    try {
      environment.explainSql("SELECT " + select);
      return null;
    } catch (Exception failure) {
      Throwable root = failure;
      while (root.getCause() != null) root = root.getCause();
      return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
  }

  /** The planner lives behind a class loader of its own. */
  private static Set<String> reservedWords() throws Exception {
    Class<?> module = Class.forName("org.apache.flink.table.planner.loader.PlannerModule");
    Method instance = module.getDeclaredMethod("getInstance");
    instance.setAccessible(true);
    Field loaderField = module.getDeclaredField("submoduleClassLoader");
    loaderField.setAccessible(true);
    ClassLoader loader = (ClassLoader) loaderField.get(instance.invoke(null));
    Class<?> parser = loader.loadClass("org.apache.flink.sql.parser.impl.FlinkSqlParserImpl");
    Object factory = parser.getField("FACTORY").get(null);
    Object made = loader.loadClass("org.apache.calcite.sql.parser.SqlParserImplFactory")
        .getMethod("getParser", java.io.Reader.class)
        .invoke(factory, new java.io.StringReader(""));
    Object metadata = loader.loadClass("org.apache.calcite.sql.parser.SqlAbstractParserImpl")
        .getMethod("getMetadata").invoke(made);
    Class<?> type = loader.loadClass("org.apache.calcite.sql.parser.SqlAbstractParserImpl$Metadata");
    Method isReserved = type.getMethod("isReservedWord", String.class);
    Set<String> words = new TreeSet<>();
    for (Object token : (List<?>) type.getMethod("getTokens").invoke(metadata)) {
      String word = String.valueOf(token);
      if ((Boolean) isReserved.invoke(metadata, word)) words.add(word);
    }
    return words;
  }

  private static Map<String, Object> factories() {
    Map<String, Map<String, Object>> byKind = new LinkedHashMap<>();
    for (String kind : List.of("connector", "format", "catalog", "model")) byKind.put(kind, new TreeMap<>());
    Iterator<Factory> found = ServiceLoader.load(Factory.class).iterator();
    while (true) {
      Factory factory;
      try {
        if (!found.hasNext()) break;
        factory = found.next();
      } catch (ServiceConfigurationError | NoClassDefFoundError missing) {
        // A factory whose own libraries are not here says nothing; those of the engine file are.
        continue;
      }
      try {
        read(factory, byKind);
      } catch (Throwable failure) {
        System.err.println("not read: " + factory.getClass().getName() + ": " + failure);
      }
    }
    CATALOG_CONNECTORS.forEach(
        (connector, classes) -> {
          Map<String, Object> options = new TreeMap<>();
          try {
            for (String name : classes) readFields(name, options);
          } catch (ClassNotFoundException absent) {
            return;
          } catch (Exception failure) {
            System.err.println("not read: " + connector + ": " + failure);
          }
          // Files of a folder are read by these; tables of Hive have their folder from the metastore.
          options.keySet().removeIf(key -> key.matches("(table\\.exec|source)\\..*|path|format"));
          byKind.get("connector").put(connector, options);
        });
    Map<String, Object> answer = new LinkedHashMap<>();
    byKind.forEach((kind, entries) -> answer.put(kind + "s", entries));
    return answer;
  }

  private static void read(Factory factory, Map<String, Map<String, Object>> byKind) throws Exception {
    Set<String> kinds = new LinkedHashSet<>();
    for (String[] kind : KINDS) if (isA(factory.getClass(), kind[1])) kinds.add(kind[0]);
    for (String kind : kinds) {
      Map<String, Object> options = new TreeMap<>();
      for (Object option : factory.requiredOptions()) describe(option, true, options);
      for (Object option : factory.optionalOptions()) describe(option, false, options);
      for (String name : FURTHER_OPTIONS.getOrDefault(kind + ":" + factory.factoryIdentifier(), List.of())) {
        readFields(name, options);
      }
      @SuppressWarnings("unchecked")
      Map<String, Object> known = (Map<String, Object>) byKind.get(kind).get(factory.factoryIdentifier());
      // Formats have one factory for reading and one for writing, or two of each: an option is required where all say so.
      if (known == null) byKind.get(kind).put(factory.factoryIdentifier(), options);
      else options.forEach(known::putIfAbsent);
    }
  }

  /** Adds the options that stand in a class as constants. */
  private static void readFields(String className, Map<String, Object> options) throws Exception {
    for (Field field : Class.forName(className).getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) || !field.getType().getSimpleName().equals("ConfigOption")) continue;
      field.setAccessible(true);
      Map<String, Object> one = new TreeMap<>();
      describe(field.get(null), false, one);
      one.forEach(options::putIfAbsent);
    }
  }

  private static boolean isA(Class<?> type, String name) {
    try {
      return Class.forName(name).isAssignableFrom(type);
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static void describe(Object option, boolean required, Map<String, Object> into) throws Exception {
    Map<String, Object> entry = new LinkedHashMap<>();
    Class<?> type = typeOf(option);
    boolean isList = Boolean.TRUE.equals(member(option, "isList"));
    entry.put("type", (isList ? "list of " : "") + typeName(type));
    Object value = option.getClass().getMethod("defaultValue").invoke(option);
    if (value != null && !typeName(type).equals("map")) entry.put("default", text(value));
    if (type != null && type.isEnum()) {
      List<String> values = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) values.add(constant.toString());
      entry.put("values", values);
    }
    if (required) entry.put("required", true);
    List<String> older = new ArrayList<>();
    for (Object each : (Iterable<?>) option.getClass().getMethod("fallbackKeys").invoke(option)) {
      Method key = each.getClass().getMethod("getKey");
      older.add((String) key.invoke(each));
    }
    if (!older.isEmpty()) entry.put("also", older);
    into.put((String) option.getClass().getMethod("key").invoke(option), entry);
  }

  private static Class<?> typeOf(Object option) throws Exception {
    Object type = member(option, "clazz");
    if (type instanceof Class<?> known) return known;
    Object value = option.getClass().getMethod("defaultValue").invoke(option);
    return value == null ? null : value.getClass();
  }

  private static Object member(Object option, String name) {
    try {
      Field field = option.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(option);
    } catch (ReflectiveOperationException absent) {
      return null;
    }
  }

  private static String typeName(Class<?> type) {
    if (type == null) return "string";
    if (type.isEnum()) return "enum";
    if (Map.class.isAssignableFrom(type)) return "map";
    switch (type.getSimpleName()) {
      case "Integer": return "int";
      case "MemorySize": return "size";
      default: return type.getSimpleName().toLowerCase();
    }
  }

  private static String text(Object value) {
    if (value instanceof Duration duration) return duration(duration);
    if (value instanceof List<?> list) {
      List<String> parts = new ArrayList<>();
      for (Object part : list) parts.add(text(part));
      return String.join(";", parts);
    }
    return String.valueOf(value);
  }

  private static String duration(Duration value) {
    long ms = value.toMillis();
    if (ms == 0 && value.toNanos() > 0) return value.toNanos() + " ns";
    if (ms % 86_400_000 == 0 && ms != 0) return ms / 86_400_000 + " d";
    if (ms % 3_600_000 == 0 && ms != 0) return ms / 3_600_000 + " h";
    if (ms % 60_000 == 0 && ms != 0) return ms / 60_000 + " min";
    return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach((key, each) -> parts.add(json(key) + ":" + json(each)));
      return "{" + String.join(",", parts) + "}";
    }
    if (value instanceof Iterable<?> list) {
      List<String> parts = new ArrayList<>();
      for (Object each : list) parts.add(json(each));
      return "[" + String.join(",", parts) + "]";
    }
    if (value instanceof Boolean || value instanceof Number) return value.toString();
    StringBuilder text = new StringBuilder("\"");
    for (char each : String.valueOf(value).toCharArray()) {
      if (each == '"' || each == '\\') text.append('\\').append(each);
      else if (each < 0x20 || each > 0x7e) text.append(String.format("\\u%04x", (int) each));
      else text.append(each);
    }
    return text.append('"').toString();
  }
}

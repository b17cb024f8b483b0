package liusu.clickhouse;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;

/**
 * Values for ClickHouse's driver from those of Flink. Decimals, dates, times, lists and maps go as text, which the server reads by the type
 * of the column: a decimal without a detour by binary fractions, a time in the column's own zone.
 */
final class ToClickHouse {
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private ToClickHouse() {}

  static Object value(LogicalType type, Object value) {
    if (value == null) {
      return null;
    }
    switch (type.getTypeRoot()) {
      case CHAR:
      case VARCHAR:
        return value.toString();
      case DECIMAL:
        return ((DecimalData) value).toBigDecimal().toPlainString();
      case DATE:
        return LocalDate.ofEpochDay((Integer) value).toString();
      case TIMESTAMP_WITHOUT_TIME_ZONE:
        return text(((TimestampData) value).toLocalDateTime());
      case ARRAY:
        return list(((ArrayType) type).getElementType(), (ArrayData) value);
      case MAP:
        return map((MapType) type, (MapData) value);
      default:
        return value;
    }
  }

  static String text(LocalDateTime time) {
    return DATE_TIME.format(time);
  }

  private static String list(LogicalType element, ArrayData data) {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (String item : items(element, data)) {
      text.add(item);
    }
    return text.toString();
  }

  private static String map(MapType type, MapData data) {
    List<String> keys = items(type.getKeyType(), data.keyArray());
    List<String> values = items(type.getValueType(), data.valueArray());
    StringJoiner text = new StringJoiner(",", "{", "}");
    for (int i = 0; i < keys.size(); i++) {
      text.add(keys.get(i) + ":" + values.get(i));
    }
    return text.toString();
  }

  private static List<String> items(LogicalType element, ArrayData data) {
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
    List<String> items = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      items.add(item(element, value(element, getter.getElementOrNull(data, i))));
    }
    return items;
  }

  /** As it stands inside of a list or a map: quoted, but for numbers and what is a list or map itself. */
  private static String item(LogicalType type, Object value) {
    if (value == null) {
      return "NULL";
    }
    boolean isQuoted =
        type.isAnyOf(
            LogicalTypeRoot.CHAR,
            LogicalTypeRoot.VARCHAR,
            LogicalTypeRoot.DATE,
            LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE);
    return isQuoted ? "'" + value.toString().replace("\\", "\\\\").replace("'", "\\'") + "'" : value.toString();
  }
}

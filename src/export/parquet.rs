//! `parquet`: one file for each kind, typed: dates are dates, lists are lists, people are structs.

use std::path::PathBuf;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields, Schema};
use serde_json::Value;

use super::columns::{Column, Type, columns, joined};
use super::{ExportError, Feed, Rows, list, tables};
use crate::archive::days;
use crate::disk;

/// Rows held in memory for each kind, and rows of a row group.
const ROWS: usize = 1024;

pub(super) fn write(feed: &Feed) -> Result<usize, ExportError> {
    let n = tables(feed, |kind| Table::of_columns(feed, kind, columns(kind)))?;
    if feed.exported.since.is_some() {
        let columns = vec![Column { name: "id", path: &["id"], kind: Type::Text }];
        let mut gone = Table::of_columns(feed, "gone", columns)?;
        for id in &feed.exported.gone {
            gone.add(&serde_json::json!({ "id": id }))?;
        }
        gone.end()?;
    }
    Ok(n)
}

struct Table {
    path: PathBuf,
    columns: Vec<Column>,
    schema: Arc<Schema>,
    rows: Vec<Value>,
    writer: ArrowWriter<disk::Growing>,
}

impl Table {
    fn of_columns(feed: &Feed, name: &str, columns: Vec<Column>) -> Result<Self, ExportError> {
        let path = feed.folder.join(format!("{name}.parquet"));
        let fields: Vec<Field> = columns.iter().map(|column| field(column.name, &column.kind)).collect();
        let schema = Arc::new(Schema::new(fields));
        // no word of the library's version: the same archive gives the same bytes
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("huikan".to_owned())
            .build();
        let file = disk::Growing::create(&path).map_err(ExportError::Write)?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties));
        let writer = writer.map_err(|error| fail(&path, &error))?;
        Ok(Self { path, columns, schema, rows: Vec::new(), writer })
    }

    fn pass_on(&mut self) -> Result<(), ExportError> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let arrays = self.columns.iter().map(|column| {
            let values: Vec<&Value> = rows.iter().map(|row| column.of(row)).collect();
            array(&column.kind, &values)
        });
        let batch = RecordBatch::try_new(self.schema.clone(), arrays.collect());
        let batch = batch.map_err(|error| fail(&self.path, &error))?;
        self.writer.write(&batch).and_then(|()| self.writer.flush()).map_err(|error| fail(&self.path, &error))
    }
}

impl Rows for Table {
    fn add(&mut self, row: &Value) -> Result<(), ExportError> {
        self.rows.push(row.clone());
        if self.rows.len() < ROWS { Ok(()) } else { self.pass_on() }
    }

    fn end(mut self) -> Result<(), ExportError> {
        self.pass_on()?;
        let file = self.writer.into_inner().map_err(|error| fail(&self.path, &error))?;
        file.end().map_err(ExportError::Write)
    }
}

fn fail(path: &std::path::Path, error: &impl std::fmt::Display) -> ExportError {
    ExportError::Form { path: path.to_owned(), form: "Parquet file", cause: error.to_string() }
}

fn field(name: &str, kind: &Type) -> Field {
    Field::new(name, data_type(kind), true)
}

fn data_type(kind: &Type) -> DataType {
    match kind {
        Type::Text | Type::Joined => DataType::Utf8,
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Bool => DataType::Boolean,
        Type::Date => DataType::Date32,
        Type::List(item) => DataType::List(Arc::new(field("item", item))),
        Type::Struct(fields) => DataType::Struct(fields.iter().map(|(name, kind)| field(name, kind)).collect()),
    }
}

/// Values as a typed array; a value of another type is null, which validation has made impossible.
fn array(kind: &Type, values: &[&Value]) -> ArrayRef {
    match kind {
        Type::Text => Arc::new(values.iter().map(|v| v.as_str()).collect::<StringArray>()),
        Type::Joined => Arc::new(values.iter().map(|v| Some(joined(v))).collect::<StringArray>()),
        Type::Int => Arc::new(values.iter().map(|v| v.as_i64()).collect::<Int64Array>()),
        Type::Float => Arc::new(values.iter().map(|v| v.as_f64()).collect::<Float64Array>()),
        Type::Bool => Arc::new(values.iter().map(|v| v.as_bool()).collect::<BooleanArray>()),
        Type::Date => Arc::new(values.iter().map(|v| v.as_str().and_then(days)).collect::<Date32Array>()),
        Type::List(item) => {
            let items: Vec<&Value> = values.iter().flat_map(|v| list(v)).collect();
            let offsets = OffsetBuffer::from_lengths(values.iter().map(|v| list(v).len()));
            let nulls = values.iter().map(|v| v.is_array()).collect::<NullBuffer>();
            Arc::new(ListArray::new(Arc::new(field("item", item)), offsets, array(item, &items), Some(nulls)))
        }
        Type::Struct(fields) => {
            let columns = fields.iter().map(|(name, kind)| {
                let cells: Vec<&Value> = values.iter().map(|v| &v[*name]).collect();
                array(kind, &cells)
            });
            let columns: Vec<ArrayRef> = columns.collect();
            let fields: Fields = fields.iter().map(|(name, kind)| field(name, kind)).collect();
            let nulls = values.iter().map(|v| v.is_object()).collect::<NullBuffer>();
            Arc::new(StructArray::new(fields, columns, Some(nulls)))
        }
    }
}

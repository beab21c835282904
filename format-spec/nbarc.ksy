# SPDX-License-Identifier: Apache-2.0
# The nbarc archive format, version 1, for Kaitai Struct. nbarc-format.md is the
# specification, and the section numbers below refer to it. Compressed content is
# left as bytes. Types that nothing here refers to describe what is in it: leaf_keys,
# leaf_rest, log_columns, entry_form, item_form, pointer, known_root and earlier_commit.
meta:
  id: nbarc
  title: nbarc archive
  file-extension: nbarc
  license: Apache-2.0
  endian: le
  encoding: UTF-8
seq:
  - id: structures
    type: structure
    repeat: eos
types:
  structure:
    seq:
      - id: magic
        type: u4
      - id: size
        type: u4
      - id: body
        size: size
        type:
          switch-on: magic
          cases:
            0x184d2a5b: record
      - id: page_frame
        size: directory.frame_size
        if: is_directory
    instances:
      is_directory:
        value: magic == 0x184d2a5b and body.as<record>.kind == record_kind::page_directory
      directory:
        value: body.as<record>.body.as<page_directory>
  record:
    seq:
      - id: signature
        contents: nbarc
      - id: kind
        type: u1
        enum: record_kind
      - id: version
        contents: [1]
      - id: flags
        type: u1
        doc: bit 0, the record has an extension area; other bits reserved
      - id: body
        size: '_io.size - 16 - (has_extensions ? 4 + len_extensions : 0)'
        type:
          switch-on: kind
          cases:
            'record_kind::header': header
            'record_kind::page_directory': page_directory
            'record_kind::shared_text': shared_text
            'record_kind::sources': sources
            'record_kind::leaf': leaf
            'record_kind::hashes': hashes
            'record_kind::texts': texts
            'record_kind::index': index
            'record_kind::roots': roots
            'record_kind::log': log
            'record_kind::commit': commit
            'record_kind::earlier_commits': earlier_commits
            'record_kind::checks': parity_record
            'record_kind::parity': parity_record
            'record_kind::note': note_record
      - id: extensions
        size: len_extensions
        type: extension_area
        if: has_extensions
      - id: len_extensions_again
        type: u4
        if: has_extensions
      - id: checksum
        size: 8
        doc: first 8 bytes of the SHA-256 of the record, from its magic up to here
    instances:
      has_extensions:
        value: flags & 1 != 0
      len_extensions:
        pos: _io.size - 12
        type: u4
        if: has_extensions
  extension_area:
    doc: section 3.1
    seq:
      - id: entries
        type: extension
        repeat: eos
  extension:
    seq:
      - id: tag
        type: u2
        doc: below 0x8000, may be ignored if unknown; from there on, must not
      - id: len_value
        type: u2
      - id: value
        size: len_value
  further_column:
    doc: section 3.1; a column that a newer version has added, with a tag
    seq:
      - id: tag
        type: number
      - id: values
        type: column
  header:
    doc: section 4
    seq:
      - id: format
        type: u2
        valid: 1
      - id: hash_algorithm
        type: u1
        enum: hash_algorithm
      - id: reserved
        size: 5
      - id: len_shared_text
        type: u8
      - id: reserved2
        size-eos: true
  shared_text:
    doc: section 5.1; the file up to the end of this record is the prefix of all page frames
    seq:
      - id: text
        size-eos: true
  page_directory:
    doc: section 5; the page frame, of frame_size bytes, follows the record
    seq:
      - id: frame_size
        type: u8
      - id: content_size
        type: u4
      - id: num_pages
        type: u4
      - id: frame_check
        size: 8
        doc: first 8 bytes of the SHA-256 of the page frame
      - id: pages
        type: directory_entry
        repeat: expr
        repeat-expr: num_pages
  directory_entry:
    seq:
      - id: shared
        type: u1
        doc: number of leading bytes shared with the identifier of the entry before
      - id: len_rest
        type: u1
      - id: rest
        size: len_rest
        doc: further bytes of UTF-8; they may begin inside a character
      - id: revision
        type: number
      - id: length
        type: number
  sources:
    doc: section 6
    seq:
      - id: num_sources
        type: u4
      - id: content_size
        type: u4
      - id: entries_size
        type: u4
      - id: flags
        type: u4
        doc: |
          bit 0: the blob is independent; bit 1: it is zoned; other bits reserved
      - id: entries
        size: entries_size
        type: source_entries
      - id: folded_size
        type: u4
        if: flags & 2 != 0
        doc: bytes that a zoned blob decodes to (section 6.3)
      - id: blob
        size-eos: true
        doc: |
          Zstandard frame with the content of the page frame as prefix, or without a
          prefix if it is independent. Its content is the stored forms of all entries,
          which are folded if it is zoned, then their journals (section 6.1), then the
          decisions of their pages (section 6.4).
  parity_record:
    doc: section 17
    seq:
      - id: set_offset
        type: u8
      - id: from_offset
        type: u8
      - id: to_offset
        type: u8
      - id: block_size
        type: u4
      - id: num_stripes
        type: u4
      - id: num_columns
        type: u4
      - id: num_rows
        type: u4
      - id: index
        type: u4
      - id: reserved
        type: u4
      - id: head_check
        size: 8
      - id: blocks_or_checks
        size-eos: true
  note_record:
    doc: section 18
    seq:
      - id: len_note
        type: u4
      - id: reserved
        type: u4
      - id: note
        type: str
        size: len_note
        doc: a checkpoint as a signed note
  source_entries:
    seq:
      - id: entries
        type: source_entry
        repeat: eos
  source_entry:
    seq:
      - id: page
        type: u4
      - id: form
        type: u1
        enum: source_form
      - id: flags
        type: u1
      - id: len_charset
        type: u1
      - id: reserved
        type: u1
      - id: stored_length
        type: u4
      - id: journal_length
        type: u4
      - id: charset
        type: str
        size: len_charset
      - id: decisions_length
        type: u4
        if: flags & 2 != 0
        doc: bytes of the decisions (section 6.4)
  leaf:
    doc: section 7.2; the content of keys is leaf_keys, that of rest is leaf_rest
    seq:
      - id: num_entries
        type: u4
      - id: keys_frame_size
        type: u4
      - id: keys_content_size
        type: u4
      - id: rest_content_size
        type: u4
      - id: hashes_offset
        type: u8
      - id: texts_offset
        type: u8
      - id: hashes_size
        type: u4
      - id: texts_size
        type: u4
      - id: texts_start
        type: u4
      - id: texts_length
        type: u4
      - id: keys
        size: keys_frame_size
      - id: keys_check
        size: 8
        doc: first 8 bytes of the SHA-256 of the record, from its magic up to here
      - id: rest
        size-eos: true
  hashes:
    doc: section 7.3
    seq:
      - id: entries
        type: entry_hashes
        repeat: eos
  entry_hashes:
    seq:
      - id: document_sha256
        size: 32
      - id: source_sha256
        size: 32
  leaf_keys:
    doc: columns 1 to 7 of section 7.2, which describes their values
    seq:
      - id: columns
        type: column
        repeat: expr
        repeat-expr: 7
      - id: further
        type: further_column
        repeat: eos
  leaf_rest:
    doc: columns 8 to 23 of section 7.2; the first one is the table of frames
    seq:
      - id: frames
        type: frame_table
      - id: columns
        type: column
        repeat: expr
        repeat-expr: 15
      - id: further
        type: further_column
        repeat: eos
  frame_table:
    seq:
      - id: len_frames
        type: number
      - id: frames
        size: len_frames.value
        type: frame_rows
  frame_rows:
    seq:
      - id: rows
        type: frame_row
        repeat: eos
  frame_row:
    seq:
      - id: directory_offset
        type: u8
      - id: directory_size
        type: u4
      - id: frame_size
        type: u8
      - id: frame_content_size
        type: u4
      - id: sources_size
        type: u4
  column:
    seq:
      - id: len_values
        type: number
      - id: values
        size: len_values.value
  number:
    doc: section 6.1; in base 128, the lowest seven bits first
    seq:
      - id: bytes
        type: u1
        repeat: until
        repeat-until: _ < 0x80
    instances:
      value:
        doc: value of a number of at most four bytes, enough for the size of a column
        value: >-
          (bytes[0] & 0x7f)
          + (bytes.size > 1 ? (bytes[1] & 0x7f) << 7 : 0)
          + (bytes.size > 2 ? (bytes[2] & 0x7f) << 14 : 0)
          + (bytes.size > 3 ? (bytes[3] & 0x7f) << 21 : 0)
  entry_form:
    doc: section 7.2; a value of the column form
    meta:
      bit-endian: le
    seq:
      - id: state
        type: b2
        enum: page_state
      - id: source_kept
        type: b1
      - id: was_withdrawn
        type: b1
      - id: has_name
        type: b1
      - id: name_begins_with_identifier
        type: b1
      - id: has_reason
        type: b1
      - id: decisions_kept
        type: b1
  item_form:
    doc: section 7.2; a value of the column item form
    meta:
      bit-endian: le
    seq:
      - id: low
        type: b2
      - id: high
        type: b2
      - id: has_title
        type: b1
      - id: has_kicker
        type: b1
      - id: has_byline
        type: b1
      - id: has_reason
        type: b1
    instances:
      kind:
        value: 'high == 3 ? 4 : low'
        enum: item_kind
      state:
        value: 'high == 3 ? low : high'
        enum: item_state
  texts:
    doc: section 7.4; the content is a Zstandard frame with strings that end with a NUL
    seq:
      - id: content_size
        type: u4
      - id: reserved
        size: 12
      - id: content
        size-eos: true
  index:
    doc: section 7.5; the content is a Zstandard frame with num_entries times pointer
    seq:
      - id: num_entries
        type: u4
      - id: content_size
        type: u4
      - id: level
        type: u1
      - id: reserved
        size: 7
      - id: content
        size-eos: true
  roots:
    doc: section 7.6; the content is a Zstandard frame with num_trees times known_root
    seq:
      - id: num_trees
        type: u4
      - id: content_size
        type: u4
      - id: reserved
        size: 8
      - id: content
        size-eos: true
  known_root:
    seq:
      - id: revision
        type: u4
      - id: len_id
        type: u1
      - id: identifier
        type: str
        size: len_id
      - id: num_pointers
        type: u4
      - id: pointers
        type: pointer
        repeat: expr
        repeat-expr: num_pointers
  pointer:
    seq:
      - id: offset
        type: u8
      - id: size
        type: u4
      - id: hashes_size
        type: u4
      - id: revision
        type: u4
      - id: len_id
        type: u1
      - id: identifier
        type: str
        size: len_id
  commit:
    doc: section 8
    seq:
      - id: offset
        type: u8
      - id: number
        type: u8
      - id: time
        type: u8
      - id: previous
        type: u8
      - id: previous_sha256
        size: 32
      - id: segment
        type: u8
      - id: incompatible_features
        type: u8
      - id: compatible_features
        type: u8
      - id: root
        size: 32
      - id: num_revisions
        type: u8
      - id: num_pages
        type: u8
      - id: num_items
        type: u8
      - id: document_bytes
        type: u8
      - id: source_bytes
        type: u8
      - id: num_trees
        type: u4
      - id: hash_algorithm
        type: u1
        enum: hash_algorithm
      - id: reserved
        size: 3
      - id: writer
        type: strz
        size: 32
      - id: trees
        type: tree
        repeat: expr
        repeat-expr: 16
      - id: edge
        size: 32
        repeat: expr
        repeat-expr: 32
      - id: log_offset
        type: u8
      - id: log_size
        type: u4
      - id: log_level
        type: u1
      - id: reserved2
        size: 3
      - id: roots_offset
        type: u8
      - id: roots_size
        type: u4
      - id: reserved3
        size: 4
      - id: earlier_offset
        type: u8
      - id: earlier_size
        type: u4
      - id: reserved4
        size-eos: true
  log:
    doc: section 11.2; level 0 has the keys of leaves, other levels have children
    seq:
      - id: first
        type: u8
      - id: num_leaves
        type: u8
      - id: level
        type: u1
      - id: reserved
        size: 3
      - id: content_size
        type: u4
      - id: groups
        size: 32
        repeat: expr
        repeat-expr: num_leaves / 16
        if: level == 0
      - id: content
        doc: a Zstandard frame with log_columns
        size-eos: true
        if: level == 0
      - id: children
        type: log_child
        repeat: eos
        if: level != 0
  log_child:
    seq:
      - id: hash
        size: 32
      - id: offset
        type: u8
      - id: size
        type: u4
  log_columns:
    doc: section 11.2; shared, rest, identifier, commit, revision
    seq:
      - id: columns
        type: column
        repeat: expr
        repeat-expr: 5
      - id: further
        type: further_column
        repeat: eos
  earlier_commits:
    doc: section 8; the content is a Zstandard frame with num_commits times earlier_commit
    seq:
      - id: num_commits
        type: u4
      - id: content_size
        type: u4
      - id: first
        type: u8
      - id: content
        size-eos: true
  earlier_commit:
    seq:
      - id: time
        type: u8
      - id: root
        size: 32
      - id: num_revisions
        type: u8
      - id: num_pages
        type: u8
      - id: num_items
        type: u8
      - id: document_bytes
        type: u8
      - id: source_bytes
        type: u8
      - id: writer
        type: strz
        size: 32
      - id: sha256
        size: 32
  tree:
    seq:
      - id: root_offset
        type: u8
      - id: root_size
        type: u4
      - id: level
        type: u1
      - id: reserved
        size: 3
      - id: num_entries
        type: u8
      - id: first_commit
        type: u8
      - id: last_commit
        type: u8
enums:
  record_kind:
    0x48: header
    0x44: page_directory
    0x55: shared_text
    0x53: sources
    0x4c: leaf
    0x54: texts
    0x58: hashes
    0x49: index
    0x52: roots
    0x4d: log
    0x43: commit
    0x45: earlier_commits
    0x42: checks
    0x50: parity
    0x47: note
    0x46: index_record
    0x3f: unsealed
  hash_algorithm:
    1: sha256
  source_form:
    0: received
    1: utf8
    2: not_kept
  page_state:
    0: present
    1: withdrawn
    2: purged
  item_kind:
    0: article
    1: photo
    2: notice
    3: advertisement
    4: furniture
  item_state:
    0: present
    1: withdrawn
    2: moved

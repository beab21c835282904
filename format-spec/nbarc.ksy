# SPDX-License-Identifier: Apache-2.0
# The nbarc archive format, version 1, for Kaitai Struct. nbarc-format.md is the
# specification; section numbers are its own. Content that is compressed is left
# as bytes; page_entry and pointer describe what is in it.
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
      - id: reserved
        contents: [0]
      - id: body
        size: _io.size - 16
        type:
          switch-on: kind
          cases:
            'record_kind::header': header
            'record_kind::page_directory': page_directory
            'record_kind::sources': sources
            'record_kind::leaf': leaf
            'record_kind::index': index
            'record_kind::commit': commit
            'record_kind::earlier_commits': earlier_commits
            'record_kind::checks': parity_record
            'record_kind::parity': parity_record
            'record_kind::signature': signature_record
      - id: checksum
        size: 8
        doc: first 8 bytes of the SHA-256 of the record from its magic to here
  header:
    doc: section 4
    seq:
      - id: format
        type: u2
        valid: 1
      - id: reserved
        size: 38
  page_directory:
    doc: section 5; a page frame of frame_size bytes follows the record
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
        doc: leading bytes of the identifier that are those of the entry before
      - id: len_rest
        type: u1
      - id: rest
        type: str
        size: len_rest
      - id: revision
        type: u4
      - id: length
        type: u4
  sources:
    doc: section 6
    seq:
      - id: num_sources
        type: u4
      - id: content_size
        type: u4
      - id: entries_size
        type: u4
      - id: reserved
        type: u4
      - id: entries
        size: entries_size
        type: source_entries
      - id: blob
        size-eos: true
        doc: |
          zstd frame with the content of the page frame as prefix; in it are the
          stored forms of all entries, then their journals (section 6.1)
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
  signature_record:
    doc: section 18
    seq:
      - id: algorithm
        type: u1
        valid: 1
      - id: reserved
        size: 7
      - id: num_leaves
        type: u8
      - id: root
        size: 32
      - id: public_key
        size: 32
      - id: signature
        size: 64
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
  leaf:
    doc: section 7; the content is page_entry, num_entries times
    seq:
      - id: num_entries
        type: u4
      - id: content_size
        type: u4
      - id: reserved
        size: 8
      - id: content
        size-eos: true
  index:
    doc: section 7; the content is pointer, num_entries times
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
  pointer:
    seq:
      - id: offset
        type: u8
      - id: size
        type: u4
      - id: revision
        type: u4
      - id: len_id
        type: u1
      - id: identifier
        type: str
        size: len_id
  page_entry:
    seq:
      - id: size
        type: u4
      - id: state
        type: u1
        enum: page_state
      - id: flags
        type: u1
      - id: len_id
        type: u1
      - id: reserved
        type: u1
      - id: revision
        type: u4
      - id: commit
        type: u4
      - id: directory_offset
        type: u8
        doc: state 2 has the number of the commit that purged it here
      - id: directory_size
        type: u4
      - id: page_index
        type: u4
      - id: frame_size
        type: u8
      - id: frame_content_size
        type: u4
      - id: document_offset
        type: u4
      - id: document_length
        type: u4
      - id: head_length
        type: u4
      - id: tail_offset
        type: u4
      - id: sources_size
        type: u4
      - id: source_length
        type: u8
      - id: document_sha256
        size: 32
      - id: source_sha256
        size: 32
      - id: num_items
        type: u2
      - id: len_name
        type: u2
      - id: len_reason
        type: u2
      - id: reserved2
        type: u2
      - id: identifier
        type: str
        size: len_id
      - id: name
        type: str
        size: len_name
      - id: reason
        type: str
        size: len_reason
      - id: items
        type: item
        repeat: expr
        repeat-expr: num_items
  item:
    seq:
      - id: number
        type: u2
      - id: kind
        type: u1
        enum: item_kind
      - id: state
        type: u1
        enum: item_state
      - id: offset
        type: u4
      - id: length
        type: u4
      - id: characters
        type: u4
      - id: len_title
        type: u2
      - id: len_kicker
        type: u2
      - id: len_byline
        type: u2
      - id: len_reason
        type: u2
      - id: title
        type: str
        size: len_title
      - id: kicker
        type: str
        size: len_kicker
      - id: byline
        type: str
        size: len_byline
      - id: reason
        type: str
        size: len_reason
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
      - id: reserved
        type: u4
      - id: writer
        type: strz
        size: 32
      - id: trees
        type: tree
        repeat: expr
        repeat-expr: 16
      - id: reserved2
        size: 144
      - id: earlier_offset
        type: u8
      - id: earlier_size
        type: u4
      - id: reserved3
        size: 4
  earlier_commits:
    doc: section 8; the content is num_commits times earlier_commit
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
    0x53: sources
    0x4c: leaf
    0x49: index
    0x43: commit
    0x45: earlier_commits
    0x42: checks
    0x50: parity
    0x47: signature
    0x3f: unsealed
  source_form:
    0: received
    1: utf8
  page_state:
    0: present
    1: withdrawn
    2: purged
  item_kind:
    0: article
    1: photo
    2: notice
  item_state:
    0: present
    1: withdrawn
    2: moved

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// solhint-disable no-inline-assembly
// The reason is in the comment of the library.

/// @notice Where a word of a list stands in memory.
type Place is uint256;

using {isSame as ==, isBeyond as >} for Place global;

function isSame(Place a, Place b) pure returns (bool) {
    return Place.unwrap(a) == Place.unwrap(b);
}

function isBeyond(Place a, Place b) pure returns (bool) {
    return Place.unwrap(a) > Place.unwrap(b);
}

/// @notice Where a word of a list stands in calldata.
type Cursor is uint256;

using {isSameCursor as ==, isBeyondCursor as >} for Cursor global;

function isSameCursor(Cursor a, Cursor b) pure returns (bool) {
    return Cursor.unwrap(a) == Cursor.unwrap(b);
}

function isBeyondCursor(Cursor a, Cursor b) pure returns (bool) {
    return Cursor.unwrap(a) > Cursor.unwrap(b);
}

/// @title Raw
/// @notice Words of lists without the check of their bounds, for the loops that each claim of a batch goes through.
///
/// @dev The only assembly of this project, an exception to its rule. A checked access costs about 40 gas and a three-line claim
/// makes some sixty of them; encoding a list of words for an event costs 100 gas a word, bytes 6. Measured on a batch of 500
/// with checks everywhere: docs/gas.md. Every call site says why it is within bounds.
///
/// Each function is a few opcodes, and the tests compare it with what the compiler makes of the checked one
/// (testFuzz_Place_SameAsChecked, testFuzz_Cursor_SameAsChecked, testFuzz_Lists_SameAsChecked, testFuzz_AsBytes_ThereAndBack,
/// testFuzz_IfBelow_SameAsChecked, testFuzz_In_SameAsDecoded, testFuzz_Answer_SameAsReturned). What is written is always a word of a list that its caller has; none allocates, and none
/// moves the free memory pointer.
library Raw {
    /// @notice No place.
    Place internal constant NOWHERE = Place.wrap(0);

    /// @notice The place of `words[i]`.
    /// @param i Not above the length: the place of the length is the end, and holds nothing.
    function placeOf(uint256[] memory words, uint256 i) internal pure returns (Place place) {
        assembly ("memory-safe") {
            place := add(add(words, 0x20), shl(5, i))
        }
    }

    /// @notice The place of `words[i]`.
    /// @param i Not above the length.
    function placeOf(bytes32[] memory words, uint256 i) internal pure returns (Place place) {
        assembly ("memory-safe") {
            place := add(add(words, 0x20), shl(5, i))
        }
    }

    /// @notice The place of the word that comes `count` words later.
    /// @param count Such that the list does not end before it.
    function skip(Place place, uint256 count) internal pure returns (Place) {
        // Proof: places and lists are in memory.
        unchecked {
            return Place.wrap(Place.unwrap(place) + (count << 5));
        }
    }

    /// @notice How many words there are from one place to another, which is not before it.
    function distance(Place from, Place to) internal pure returns (uint256) {
        // Proof: by the requirement.
        unchecked {
            return (Place.unwrap(to) - Place.unwrap(from)) >> 5;
        }
    }

    /// @notice The word at a place.
    /// @param place Not the end.
    function get(Place place) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(place)
        }
    }

    /// @notice Puts a word at a place.
    /// @param place Not the end.
    function put(Place place, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(place, word)
        }
    }

    /// @notice The hash of two words, where they stand.
    /// @param place Of the first; not the last.
    function hashPair(Place place) internal pure returns (bytes32 hashed) {
        assembly ("memory-safe") {
            hashed := keccak256(place, 0x40)
        }
    }

    /// @notice `words[i]`, or zero where the list is shorter.
    /// @param i Below 2^16: what lies beyond the list is read and dropped.
    function getOrZero(uint256[] memory words, uint256 i) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mul(mload(add(add(words, 0x20), shl(5, i))), lt(i, mload(words)))
        }
    }

    /// @notice The word if `a < b`, else zero. Without a jump, which would cost more than it saves.
    function ifBelow(uint256 a, uint256 b, uint256 word) internal pure returns (uint256 kept) {
        assembly ("memory-safe") {
            kept := mul(word, lt(a, b))
        }
    }

    /// @notice The cursor of `words[i]`.
    /// @param i Not above the length: the cursor of the length is the end.
    function cursorOf(uint256[] calldata words, uint256 i) internal pure returns (Cursor cursor) {
        assembly ("memory-safe") {
            cursor := add(words.offset, shl(5, i))
        }
    }

    /// @notice The cursor of the word that comes `count` words later.
    /// @param count Below 2^64.
    function skip(Cursor cursor, uint256 count) internal pure returns (Cursor) {
        // Proof: calldata is short.
        unchecked {
            return Cursor.wrap(Cursor.unwrap(cursor) + (count << 5));
        }
    }

    /// @notice The cursor of the word that comes `count` words earlier.
    /// @param count Such that the list does not begin after it.
    function back(Cursor cursor, uint256 count) internal pure returns (Cursor) {
        // Proof: by the requirement.
        unchecked {
            return Cursor.wrap(Cursor.unwrap(cursor) - (count << 5));
        }
    }

    /// @notice How many words there are from one cursor to another, which is not before it.
    function distance(Cursor from, Cursor to) internal pure returns (uint256) {
        // Proof: by the requirement.
        unchecked {
            return (Cursor.unwrap(to) - Cursor.unwrap(from)) >> 5;
        }
    }

    /// @notice The word at a cursor. Beyond the list it is another argument's, beyond calldata zero.
    function load(Cursor cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(cursor)
        }
    }

    /// @notice `words[i] = word`.
    /// @param i Below the length.
    function put(uint256[] memory words, uint256 i, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(words, 0x20), shl(5, i)), word)
        }
    }

    /// @notice `words[i] = word`.
    /// @param i Below the length.
    function put(bytes32[] memory words, uint256 i, bytes32 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(words, 0x20), shl(5, i)), word)
        }
    }

    /// @notice The cursor of the first word of bytes that are words.
    function cursorOf(bytes calldata data) internal pure returns (Cursor cursor) {
        assembly ("memory-safe") {
            cursor := data.offset
        }
    }

    /// @notice The first words of a list as bytes, in place: the list must not be used as one any more.
    /// @param count Not above the length.
    function asBytes(uint256[] memory words, uint256 count) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            mstore(words, shl(5, count))
            data := words
        }
    }

    /// @notice Bytes as a list of the whole words in them, in place: they must not be used as bytes any more.
    function asWords(bytes memory data) internal pure returns (uint256[] memory words) {
        assembly ("memory-safe") {
            mstore(data, shr(5, mload(data)))
            words := data
        }
    }

    /// @notice The list that `abi.encode` of one list of words made, in place: the bytes must not be used as such any more.
    /// @param encoded Of at least two words: where the list begins, and how long it is.
    function listIn(bytes memory encoded) internal pure returns (uint256[] memory words) {
        assembly ("memory-safe") {
            words := add(encoded, 0x40)
        }
    }

    /// @notice The bytes that `abi.encode` of bytes made, in place. As {listIn}.
    function bytesIn(bytes memory encoded) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := add(encoded, 0x40)
        }
    }

    /// @notice Ends the call with the words behind the first one as bytes, without another copy of them.
    /// @param words At least one. The first is no part of the answer.
    function answer(uint256[] memory words) internal pure {
        assembly ("memory-safe") {
            let length := shl(5, mload(words))
            mstore(words, 0x20)
            mstore(add(words, 0x20), sub(length, 0x20))
            return(words, add(length, 0x20))
        }
    }

    /// @notice Back from {asBytes}.
    /// @param length The list's before.
    function asWords(bytes memory data, uint256 length) internal pure returns (uint256[] memory words) {
        assembly ("memory-safe") {
            mstore(data, length)
            words := data
        }
    }
}

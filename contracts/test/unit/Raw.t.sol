// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cursor, Place, Raw} from "../../src/libraries/Raw.sol";
import {Test} from "../support/Test.sol";

/// @notice Each function of {Raw} beside what the compiler makes of the checked one.
contract RawTest is Test {
    /*//////////////////////////////////////////////////////////////////////////
                                     MEMORY
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_Place_SameAsChecked(uint256[] memory words, uint256 i, uint256 j, uint256 word) public pure {
        if (words.length == 0) return;
        (i, j) = (i % words.length, j % words.length);
        Place place = Raw.placeOf(words, i);
        assertEq(Raw.get(place), words[i], "read");
        assertTrue(Raw.skip(Raw.placeOf(words, 0), i) == place, "so many words later");
        assertEq(Raw.distance(Raw.placeOf(words, 0), place), i, "distance");
        assertEq(Raw.placeOf(words, j) > place, j > i, "order");
        assertEq(Raw.placeOf(words, j) == place, j == i, "sameness");
        assertTrue(!(place == Raw.NOWHERE), "somewhere");

        uint256[] memory wanted = _copyOf(words);
        Raw.put(place, word);
        wanted[i] = word;
        _same(words, wanted);
    }

    function testFuzz_Place_OfHashes(bytes32[] memory hashes, uint256 i) public pure {
        if (hashes.length < 2) return;
        i %= hashes.length - 1;
        Place place = Raw.placeOf(hashes, i);
        assertEq(bytes32(Raw.get(place)), hashes[i], "read");
        assertEq(Raw.hashPair(place), keccak256(abi.encodePacked(hashes[i], hashes[i + 1])), "hash");
    }

    function testFuzz_Lists_SameAsChecked(uint256[] memory words, uint256 i, uint256 word) public pure {
        if (words.length == 0) return;
        i %= words.length;
        uint256[] memory wanted = _copyOf(words);
        Raw.put(words, i, word);
        wanted[i] = word;
        _same(words, wanted);

        bytes32[] memory hashes = new bytes32[](words.length);
        Raw.put(hashes, i, bytes32(word));
        for (uint256 j = 0; j < words.length; ++j) {
            assertEq(hashes[j], j == i ? bytes32(word) : bytes32(0), "hash");
        }
    }

    /// @dev Beyond the list lies something else, which must not show.
    function testFuzz_GetOrZero_NothingBeyond(uint256[] memory words, uint16 i, uint256 beside) public pure {
        uint256[] memory others = new uint256[](3);
        (others[0], others[1], others[2]) = (beside, beside, beside);
        assertEq(Raw.getOrZero(words, i), i < words.length ? words[i] : 0, "word");
        if (words.length == 0) return;
        i = uint16(i % words.length);
        assertEq(Raw.getOrZero(words, i), words[i], "within");
        assertEq(Raw.getOrZero(words, words.length), 0, "the first beyond");
    }

    function testFuzz_AsBytes_ThereAndBack(uint256[] memory words, uint256 count) public pure {
        uint256 length = words.length;
        count = bound(count, 0, length);
        uint256[] memory wanted = _copyOf(words);
        uint256[] memory first = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            first[i] = words[i];
        }
        bytes memory data = Raw.asBytes(words, count);
        assertEq(data, abi.encodePacked(first), "the first words");
        _same(Raw.asWords(data, length), wanted);
    }

    /// @dev What is not a whole word is not of the list.
    function testFuzz_AsWords_WholeWordsOfThem(bytes memory data) public pure {
        bytes memory before = bytes.concat(data);
        uint256[] memory words = Raw.asWords(data);
        assertEq(words.length, before.length / 32, "length");
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 word = 0;
            for (uint256 j = 0; j < 32; ++j) {
                word = (word << 8) | uint8(before[32 * i + j]);
            }
            assertEq(words[i], word, "word");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CALLDATA
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_Cursor_SameAsChecked(uint256[] calldata words, uint256 i, uint256 j, uint256[] calldata others)
        external
        pure
    {
        if (words.length == 0) return;
        (i, j) = (i % words.length, j % words.length);
        Cursor cursor = Raw.cursorOf(words, i);
        assertEq(Raw.load(cursor), words[i], "read");
        assertTrue(Raw.skip(Raw.cursorOf(words, 0), i) == cursor, "so many words later");
        assertTrue(Raw.back(Raw.cursorOf(words, words.length), words.length - i) == cursor, "so many words earlier");
        assertEq(Raw.distance(Raw.cursorOf(words, 0), cursor), i, "distance");
        assertEq(Raw.cursorOf(words, j) > cursor, j > i, "order");
        assertEq(Raw.cursorOf(words, j) == cursor, j == i, "sameness");
        for (uint256 k = 0; k < others.length; ++k) {
            assertEq(Raw.load(Raw.cursorOf(others, k)), others[k], "another list");
        }
    }

    function testFuzz_LoadOfBytes_SameAsChecked(bytes calldata data, uint256 i) external pure {
        if (data.length < 32) return;
        i %= data.length / 32;
        assertEq(Raw.load(Raw.skip(Raw.cursorOf(data), i)), uint256(bytes32(data[32 * i:32 * i + 32])), "word");
    }

    /// @dev Beyond calldata is zero, however far.
    function testFuzz_Load_ZeroBeyondCalldata(uint256[] calldata words, uint64 further) external pure {
        uint256 beyond = 1 + msg.data.length / 32 + further;
        assertEq(Raw.load(Raw.skip(Raw.cursorOf(words, words.length), beyond)), 0, "nothing");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    ANSWERS
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_In_SameAsDecoded(uint256[] memory words, bytes memory data) public pure {
        assertEq(abi.encode(Raw.listIn(abi.encode(words))), abi.encode(words), "list");
        assertEq(abi.encode(Raw.bytesIn(abi.encode(data))), abi.encode(data), "bytes");
    }

    /// @dev As if the words behind the first one had been returned as bytes.
    function testFuzz_Answer_SameAsReturned(uint256[] calldata words, uint256 first) public view {
        (bool isDone, bytes memory given) = address(this).staticcall(abi.encodeCall(this.answered, (first, words)));
        assertTrue(isDone, "done");
        assertEq(given, abi.encode(abi.encodePacked(words)), "answer");
    }

    function answered(uint256 first, uint256[] calldata words) external pure returns (bytes memory) {
        uint256[] memory all = new uint256[](1 + words.length);
        all[0] = first;
        for (uint256 i = 0; i < words.length; ++i) {
            all[1 + i] = words[i];
        }
        Raw.answer(all);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    CHOOSING
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_IfBelow_SameAsChecked(uint256 a, uint256 b, uint256 word) public pure {
        assertEq(Raw.ifBelow(a, b, word), a < b ? word : 0, "word");
        assertEq(Raw.ifBelow(a, a, word), 0, "not below itself");
        if (a != type(uint256).max) assertEq(Raw.ifBelow(a, a + 1, word), word, "below the next");
    }

    function _copyOf(uint256[] memory words) private pure returns (uint256[] memory copy) {
        copy = new uint256[](words.length);
        for (uint256 i = 0; i < words.length; ++i) {
            copy[i] = words[i];
        }
    }

    function _same(uint256[] memory words, uint256[] memory wanted) private pure {
        assertEq(abi.encodePacked(words), abi.encodePacked(wanted), "list");
        assertEq(words.length, wanted.length, "length");
    }
}

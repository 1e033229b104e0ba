// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Commitments} from "../../src/libraries/Commitments.sol";
import {Lines} from "../../src/libraries/Lines.sol";
import {Merkle} from "../../src/libraries/Merkle.sol";
import {Encoder} from "../support/Encoder.sol";
import {Test} from "../support/Test.sol";

contract CommitmentsTest is Test {
    event log_named_bytes32(string key, bytes32 value);
    event log_named_bytes(string key, bytes value);

    bytes32 private constant SALT = 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f;

    bytes32 private constant CONTENT = 0x127b4d93c847bb5d060eda7982f97b8038ce5da05af9e5862d98f3b47f72928d;
    bytes32 private constant RECEIPT = 0x92d748e76aba3d678ed58c23d5bd9f79fd7d2ed4944a094bc3ac346a9ebe19bb;
    bytes32 private constant DETERMINATION = 0xa7ef8675daf9f35d7d83be8b08e2fff3001f32e5fbc0a036479c9191cfb79882;
    bytes32 private constant ROOT_5 = 0x5ef73587a1390442bb772d007b4fd7cab266d539b117977dbc4fd9cc1fec41f5;
    bytes32 private constant BATCH = 0xcf7f929bb944d9acb41848edf6e0e598ba2d10016307da1ce16594f5236d0d28;

    /// @dev The page's example, by hand. Salt 00 01 02 … 1f; the canonical claim is taken as the four bytes `{"a"` only to
    /// have short input; coverage year 0x0123456789abcdef; day 739717; lines (charge, allowed, class):
    /// (250.00, 180.00, 0), (80.00, 62.50, 1), (19.99, 0, 255). Results: copay 0, deductible 100.00, coinsurance 10.00,
    /// paid 70.00; copay 25.00, paid 37.50; nothing. Reasons are the two bytes `[]`. Submissions: provider 7 with one leaf
    /// at 0; provider 8 with leaves 1 to 3 (leaf n is the example's hashed with content hash n); nodes in this order.
    function test_Example_Hashes() public {
        bytes32 content = keccak256(abi.encodePacked(hex"10", "clearclaim/claim/v1", SALT, '{"a"'));
        bytes32 reasons = keccak256(abi.encodePacked(hex"11", "clearclaim/reasons/v1", SALT, "[]"));
        bytes32 receipt = Commitments.receiptLeaf(content, 0x0123456789abcdef, 739_717, 3, _charges());
        bytes32 determination = Commitments.determinationLeaf(receipt, reasons, _result());
        bytes32[] memory leaves = new bytes32[](5);
        for (uint256 i = 0; i < 5; ++i) {
            leaves[i] = Commitments.receiptLeaf(bytes32(i + 1), 0x0123456789abcdef, 739_717, 3, _charges());
        }

        emit log_named_bytes32("contentHash", content);
        emit log_named_bytes32("reasonsHash", reasons);
        emit log_named_bytes32("receiptLeaf", receipt);
        emit log_named_bytes("result", _result());
        emit log_named_bytes32("determinationLeaf", determination);
        emit log_named_bytes32("leaf1", leaves[0]);
        emit log_named_bytes32("root1", _root(leaves, 1));
        emit log_named_bytes32("root2", _root(leaves, 2));
        emit log_named_bytes32("root3", _root(leaves, 3));
        emit log_named_bytes32("root5", _root(leaves, 5));
        bytes32[] memory nodes = new bytes32[](2);
        nodes[0] = Commitments.submissionNode(7, 0, 1, receipt);
        nodes[1] = Commitments.submissionNode(8, 1, 3, _root(leaves, 3));
        emit log_named_bytes32("node of provider 7", nodes[0]);
        emit log_named_bytes32("node of provider 8", nodes[1]);
        emit log_named_bytes32("batchRoot", _root(nodes, 2));

        assertEq(content, CONTENT, "content");
        assertEq(receipt, RECEIPT, "receipt");
        assertEq(determination, DETERMINATION, "determination");
        assertEq(_root(leaves, 5), ROOT_5, "root of five");
        assertEq(_root(nodes, 2), BATCH, "batch");
    }

    function testFuzz_PackCharges_AnyCount(uint8 count, uint256 seed) public view {
        (Encoder.Line[] memory lines, bytes memory expected) = _lines(count, seed);
        bytes memory packed = this.packCharges(Encoder.lineBytes(lines));
        assertEq(packed, expected, "five bytes a line");
    }

    function testFuzz_PackResults_AnyCount(uint8 count, uint256 seed) public pure {
        uint256[] memory results = new uint256[](255);
        bytes memory expected;
        for (uint256 i = 0; i < count; ++i) {
            results[i] = uint248(uint256(keccak256(abi.encode(seed, i))));
            expected = bytes.concat(expected, bytes31(uint248(results[i])));
        }
        assertEq(Lines.packResults(results, count), expected, "31 bytes a line");
    }

    function packCharges(bytes calldata encoded) external pure returns (bytes memory) {
        uint256[] memory lines = new uint256[](255);
        uint256 count = encoded.length / 11;
        Lines.read(encoded, encoded.length, count, lines);
        return Lines.packCharges(lines, count);
    }

    function _lines(uint256 count, uint256 seed)
        private
        pure
        returns (Encoder.Line[] memory lines, bytes memory charges)
    {
        lines = new Encoder.Line[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            lines[i] = Encoder.Line(uint40(random), uint40(random >> 40), uint8(random >> 80));
            charges = bytes.concat(charges, bytes5(lines[i].charge));
        }
    }

    function _charges() private pure returns (bytes memory) {
        return abi.encodePacked(uint40(250_00), uint40(80_00), uint40(19_99));
    }

    function _result() private pure returns (bytes memory) {
        return bytes.concat(
            _line(250_00, 180_00, 0, [uint40(0), 100_00, 10_00, 70_00]),
            _line(80_00, 62_50, 1, [uint40(25_00), 0, 0, 37_50]),
            _line(19_99, 0, 255, [uint40(0), 0, 0, 0])
        );
    }

    function _line(uint40 charge, uint40 allowed, uint8 class, uint40[4] memory shares)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(charge, allowed, class, shares[0], shares[1], shares[2], shares[3]);
    }

    function _root(bytes32[] memory leaves, uint256 count) private pure returns (bytes32) {
        bytes32[] memory copy = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            copy[i] = leaves[i];
        }
        return Merkle.rootInPlace(copy, 0, count);
    }
}

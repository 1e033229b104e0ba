// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Merkle} from "../../src/libraries/Merkle.sol";
import {Raw} from "../../src/libraries/Raw.sol";
import {Encoder} from "../support/Encoder.sol";
import {Test} from "../support/Test.sol";

contract MerkleTest is Test {
    function pathRoot(bytes32 leaf, uint256 index, uint256 count, bytes32[] calldata siblings)
        external
        pure
        returns (bytes32)
    {
        return Merkle.rootFromPath(leaf, index, count, siblings);
    }

    function test_RootInPlace_OneLeafIsTheRoot() public pure {
        bytes32[] memory leaves = _leaves(1, 1);
        assertEq(Merkle.rootInPlace(leaves), _leaves(1, 1)[0], "root");
    }

    function test_RootInPlace_OddLastGoesUpUnchanged() public pure {
        bytes32[] memory leaves = _leaves(3, 1);
        bytes32 pair = keccak256(abi.encodePacked(leaves[0], leaves[1]));
        bytes32 root = keccak256(abi.encodePacked(pair, leaves[2]));
        assertEq(Merkle.rootInPlace(leaves), root, "root");
    }

    function testFuzz_RootInPlace_EqualsSlowTree(uint256 count, uint256 seed) public pure {
        count = bound(count, 1, 70);
        bytes32[] memory leaves = _leaves(count, seed);
        bytes32 root = Encoder.rootOf(leaves);
        assertEq(Merkle.rootInPlace(leaves), root, "root");
    }

    /// @dev Two trees at once over the first leaves of longer lists: each as if it were alone, and nothing beside them moves.
    function testFuzz_RootsInPlace_EqualSlowTrees(uint256 count, uint256 spare, uint256 seed) public pure {
        count = bound(count, 1, 70);
        spare = bound(spare, 0, 9);
        (bytes32[] memory leaves, bytes32[] memory others) = (_leaves(count, seed), _leaves(count, ~seed));
        (bytes32[] memory first, bytes32[] memory second) =
            (_leaves(count + spare, seed), _leaves(count + spare, ~seed));
        (bytes32 root, bytes32 otherRoot) = Merkle.rootsInPlace(Raw.placeOf(first, 0), Raw.placeOf(second, 0), count);
        assertEq(root, Encoder.rootOf(leaves), "root");
        assertEq(otherRoot, Encoder.rootOf(others), "the other root");
        (leaves, others) = (_leaves(count + spare, seed), _leaves(count + spare, ~seed));
        for (uint256 i = count; i < count + spare; ++i) {
            assertEq(first[i], leaves[i], "not of the tree");
            assertEq(second[i], others[i], "not of the other tree");
        }
    }

    function testFuzz_RootFromPath_EveryPositionLeadsUp(uint256 count, uint256 index, uint256 seed) public view {
        count = bound(count, 1, 70);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, seed);
        bytes32[] memory path = Encoder.pathOf(leaves, index);
        assertEq(this.pathRoot(leaves[index], index, count, path), Encoder.rootOf(leaves), "root");
    }

    function testFuzz_RootFromPath_AnotherPositionFails(uint256 count, uint256 index, uint256 other, uint256 seed)
        public
        view
    {
        count = bound(count, 2, 70);
        index = bound(index, 0, count - 1);
        other = bound(other, 0, count + 2);
        if (other == index) return;
        bytes32[] memory leaves = _leaves(count, seed);
        bytes32[] memory path = Encoder.pathOf(leaves, index);
        assertTrue(this.pathRoot(leaves[index], other, count, path) != Encoder.rootOf(leaves), "position is bound");
    }

    function test_RootFromPath_TooLongIsNothing() public view {
        bytes32[] memory leaves = _leaves(4, 1);
        bytes32[] memory path = Encoder.append(Encoder.pathOf(leaves, 1), leaves[0]);
        assertEq(this.pathRoot(leaves[1], 1, 4, path), bytes32(0), "no root");
    }

    function test_RootFromPath_TooShortIsNothing() public view {
        bytes32[] memory leaves = _leaves(4, 1);
        bytes32[] memory path = new bytes32[](1);
        path[0] = leaves[0];
        assertEq(this.pathRoot(leaves[1], 1, 4, path), bytes32(0), "no root");
    }

    function test_RootFromPath_PositionOutsideIsNothing() public view {
        assertEq(this.pathRoot(bytes32(uint256(1)), 1, 1, new bytes32[](0)), bytes32(0), "no root");
        assertEq(this.pathRoot(bytes32(uint256(1)), 0, 0, new bytes32[](0)), bytes32(0), "no root of no leaves");
    }

    /// @dev One level after the other, from the leaf: what is not at the path's end is not read.
    function testFuzz_RootFromPath_AnotherLeafFails(uint256 count, uint256 index, bytes32 other, uint256 seed)
        public
        view
    {
        count = bound(count, 1, 70);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, seed);
        if (other == leaves[index]) return;
        bytes32 root = this.pathRoot(other, index, count, Encoder.pathOf(leaves, index));
        assertTrue(root != Encoder.rootOf(leaves), "another leaf, another root");
    }

    function _leaves(uint256 count, uint256 seed) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }
}

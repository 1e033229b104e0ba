// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice What every test needs: the cheatcodes and assertions that revert.
abstract contract Test {
    error NotEqual(bytes32 actual, bytes32 expected, string what);
    error NotTrue(string what);

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    event log_named_uint(string key, uint256 value);

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(bytes32(actual), bytes32(expected), what);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(actual, expected, what);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        assertEq(uint160(actual), uint160(expected), what);
    }

    function assertEq(bool actual, bool expected, string memory what) internal pure {
        if (actual != expected) revert NotTrue(what);
    }

    function assertEq(bytes memory actual, bytes memory expected, string memory what) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert NotEqual(keccak256(actual), keccak256(expected), what);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    function assertLe(uint256 lesser, uint256 greater, string memory what) internal pure {
        if (lesser > greater) revert NotEqual(bytes32(lesser), bytes32(greater), what);
    }

    /// @dev Wraps a fuzzed number into [low, high].
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        if (high - low == type(uint256).max) return value;
        return low + value % (high - low + 1);
    }
}
